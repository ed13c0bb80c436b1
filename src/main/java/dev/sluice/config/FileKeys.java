package dev.sluice.config;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.ProfileConfigSourceInterceptor;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SysPropConfigSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * The keys that somebody wrote into a file. A variable of the environment may be there for another program, or be made
 * by Kubernetes; what is in a file is meant for this one. Stateless.
 */
public final class FileKeys {

    private static final Pattern INDEX = Pattern.compile("\\[\\d+]");

    private FileKeys() {}

    /** Whether a source of that name holds variables of the environment, or a file of such variables. */
    public static boolean isVariable(@Nullable String source) {
        return source != null && source.startsWith(EnvConfigSource.NAME);
    }

    /**
     * All keys of files, Sluice's own defaults among them: in order, without quotes, without the index of a list's
     * entry, those of other profiles left out.
     */
    public static Set<String> of(Config all) {
        Set<String> keys = new TreeSet<>();
        for (String name : names(all)) {
            keys.add(withoutIndex(name.replace("\"", "")));
        }
        return keys;
    }

    /** The names of all variables, also as the library spells them in keys. */
    public static Set<String> variables(Config all) {
        Set<String> names = new TreeSet<>();
        for (ConfigSource source : all.getConfigSources()) {
            if (isVariable(source.getName())) {
                names.addAll(source.getPropertyNames());
            }
        }
        return names;
    }

    /**
     * The keys of files under which nobody looks, without quotes: YAML takes a part with dots in it for one step and
     * puts quotes around it, which the {@link DottedKeyInterceptor} sees through at the end of a key only.
     */
    static Set<String> behindQuotes(Config all) {
        Set<String> keys = new TreeSet<>();
        for (String name : names(all)) {
            String key = name.indexOf('"') < 0 ? "" : withoutIndex(name.replace("\"", ""));
            boolean ours = key.startsWith("kafka.") || key.startsWith("mp.messaging.") || name.startsWith("\"sluice.");
            if (ours && all.getConfigValue(key).getRawValue() == null) {
                keys.add(key);
            }
        }
        return keys;
    }

    /** As the sources have them, for the profile that is active. */
    private static Set<String> names(Config all) {
        List<String> profiles = all.unwrap(SmallRyeConfig.class).getProfiles();
        Set<String> names = new HashSet<>();
        for (ConfigSource source : all.getConfigSources()) {
            if (isFile(source)) {
                for (String name : source.getPropertyNames()) {
                    String active = ProfileConfigSourceInterceptor.activeName(name, profiles);
                    if (!active.startsWith("%")) {
                        names.add(active);
                    }
                }
            }
        }
        return names;
    }

    /** Whether a value in a file refers to {@code key} or to a key below it. */
    static boolean referTo(String key, Config all) {
        Pattern reference = Pattern.compile("\\$\\{" + Pattern.quote(key) + "[.:}]");
        for (ConfigSource source : all.getConfigSources()) {
            if (isFile(source)) {
                for (String name : source.getPropertyNames()) {
                    String value = source.getValue(name);
                    if (value != null && reference.matcher(value).find()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static String withoutIndex(String key) {
        return key.indexOf('[') < 0 ? key : INDEX.matcher(key).replaceAll("");
    }

    private static boolean isFile(ConfigSource source) {
        return !isVariable(source.getName()) && !source.getName().equals(SysPropConfigSource.NAME);
    }
}
