package dev.sluice.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Finds keys below {@code sluice} and {@code kafka} that have no value. Without this check they would be ignored: a
 * redaction would redact nothing. YAML also takes a key in braces without quotes for a map without values.
 *
 * <p>A variable may be empty, because some deployments leave one out that way, unless it is of a proof: without a value
 * that would not be there, and anybody could send. Stateless.
 */
public final class EmptyValueCheck {

    /** A reference alone shows no secret. */
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{[\\w.]+}");

    /** The variables of what proves who sends; what stands between signatures may be a blank or a comma. */
    private static final Pattern PROOF = Pattern.compile(
            "SLUICE_(?:SENDERS_\\w+_)?(?:AUTHENTICATE_(?!SIGNATURE_SEPARATOR$)\\w+|SECRETS(?:_\\d+_)?)");

    /** No entry of a list. */
    private static final Pattern NOTHING = Pattern.compile("[\\s,]*");

    private static final String OURS = "sluice";
    private static final List<String> SECTIONS = List.of(OURS + ".", "kafka.", "mp.");
    private static final Pattern YAML_FILE = Pattern.compile("source=(file:[^]]+\\.ya?ml)]");

    private EmptyValueCheck() {}

    /**
     * Reports keys without a value, and keys whose value refers to something that is not set. YAML files are read
     * again, because their source omits keys without a value.
     */
    public static void check(Config all, ConfigErrors errors) {
        for (ConfigSource source : all.getConfigSources()) {
            boolean variables = FileKeys.isVariable(source.getName());
            for (String name : source.getPropertyNames()) {
                if (isProof(name) && hasNothing(all.getConfigValue(name).getValue())) {
                    refuse(name, errors);
                    continue;
                }
                // a list also appears as a whole
                if (!variables && name.startsWith(OURS + ".") && !name.endsWith("]")) {
                    check(name, source.getValue(name), all, errors);
                }
            }
            Matcher file = YAML_FILE.matcher(source.getName());
            if (file.find()) {
                check(read(Path.of(URI.create(file.group(1)))), errors);
            }
        }
    }

    private static boolean isProof(String name) {
        String variable = name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
        return PROOF.matcher(variable).matches();
    }

    private static boolean hasNothing(@Nullable String value) {
        return value != null && NOTHING.matcher(value).matches();
    }

    private static void check(String name, @Nullable String written, Config all, ConfigErrors errors) {
        if ("".equals(written)) {
            refuse(name, errors);
        } else if (all.getConfigValue(name).getValue() == null) {
            String shown = written == null
                            || Secrets.mayBeIn(name)
                                    && !REFERENCE.matcher(written).matches()
                    ? ""
                    : " '" + written + "'";
            errors.add(name.replace("\"", "") + shown
                    + " refers to something that is not set: set it, or write ${NAME:default}; for a part of the event,"
                    + " write {name}");
        }
    }

    /** Reports keys without a value in the text of a YAML file, in which {@link YamlFile} found nothing wrong. */
    static void check(String yaml, ConfigErrors errors) {
        Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        if (document instanceof Map<?, ?> top) {
            top.forEach((section, content) -> {
                if (SECTIONS.stream().anyMatch((section + ".")::startsWith)) {
                    walk(section.toString(), content, errors);
                }
            });
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            // the file's source was read before, and reports what is wrong with the file
            return "";
        }
    }

    private static void walk(String path, Map<?, ?> map, ConfigErrors errors) {
        map.forEach((key, value) -> walk(path + "." + key, value, errors));
    }

    private static void walk(String path, @Nullable Object value, ConfigErrors errors) {
        if (value instanceof Map<?, ?> map) {
            walk(path, map, errors);
        } else if (value == null && path.indexOf('.') > 0) {
            refuse(path, errors);
        }
    }

    private static void refuse(String key, ConfigErrors errors) {
        errors.add(
                key.replace("\"", "") + " has no value: write one (in quotes if it has braces), or leave the key out");
    }
}
