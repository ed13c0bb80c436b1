package dev.sluice.config;

import io.smallrye.config.EnvConfigSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.DuplicateKeyException;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;

/**
 * Finds keys below {@code sluice} that are written without a value, which would be in force as if they were not there:
 * a redaction that redacts nothing, or a key in braces without quotes, which YAML takes for a map.
 *
 * <p>A variable may be empty, which is how some deployments leave one out. Stateless.
 */
public final class EmptyValueCheck {

    /** A reference alone is no secret. */
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{[\\w.]+}");

    private static final String OURS = "sluice";
    private static final Pattern YAML_FILE = Pattern.compile("source=(file:[^]]+\\.ya?ml)]");

    private EmptyValueCheck() {}

    /**
     * Reports every such key, and every one whose value refers to something that is not set; files in YAML are read
     * again, since what has no value is left out of a source.
     */
    public static void check(Config all, ConfigErrors errors) {
        for (ConfigSource source : all.getConfigSources()) {
            boolean variables = source.getName().equals(EnvConfigSource.NAME);
            for (String name : source.getPropertyNames()) {
                // a list is there as a whole too
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
                    + " refers to something that is not set: set it, or write ${NAME:default}; a place in an event is"
                    + " {name}");
        }
    }

    /** Reports every such key in the text of a YAML file, and one that is there twice. */
    static void check(String yaml, ConfigErrors errors) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try {
            Object document = new Yaml(new SafeConstructor(options)).load(yaml);
            if (document instanceof Map<?, ?> top && top.get(OURS) instanceof Map<?, ?> ours) {
                walk(OURS, ours, errors);
            }
        } catch (DuplicateKeyException e) {
            Mark second = e.getProblemMark();
            errors.add("sluice: the key " + keyAt(yaml, second) + " is there twice, in line " + (second.getLine() + 1)
                    + ": only the last one would be in force");
        }
    }

    private static String keyAt(String yaml, Mark mark) {
        Matcher key = Pattern.compile("[^:\\s]+").matcher(yaml);
        int start = yaml.offsetByCodePoints(0, mark.getIndex());
        return key.find(start) ? key.group() : "";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            // the source that has just been read from it says all there is to say
            return "";
        }
    }

    private static void walk(String path, Map<?, ?> map, ConfigErrors errors) {
        map.forEach((key, value) -> walk(path + "." + key, value, errors));
    }

    private static void walk(String path, @Nullable Object value, ConfigErrors errors) {
        if (value instanceof Map<?, ?> map) {
            walk(path, map, errors);
        } else if (value == null) {
            refuse(path, errors);
        }
    }

    private static void refuse(String key, ConfigErrors errors) {
        errors.add(key.replace("\"", "")
                + " has no value: write one, in quotes where there are braces in it, or leave the key out");
    }
}
