package dev.sluice.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The keys of a sender that its kind brings along, from the file of that kind.
 *
 * <p>A file is read once, when a sender of its kind is found. Immutable, thread-safe.
 */
final class Preset {

    /** What stands for the sender's own {@code secrets}. */
    static final String SECRETS_OF_SENDER = "{secrets}";

    private static final String AUTHENTICATE = "authenticate.";
    private static final Pattern PROOF = Pattern.compile("authenticate\\.([a-z-]+)\\..*");
    private static final Pattern INDEX = Pattern.compile("\\[\\d+]$");
    private static final Map<String, Preset> READ = new ConcurrentHashMap<>();

    private final Map<String, String> values;
    private final Set<String> bases = new TreeSet<>();

    private Preset(Map<String, String> values) {
        this.values = values;
        values.keySet().forEach(key -> bases.add(base(key)));
    }

    /** The preset of the kind that is written {@code kind}; null if it has none. */
    static @Nullable Preset of(String kind) {
        Kinds.Kind known = Kinds.named(kind);
        return known == null || !known.isPreset() ? null : READ.computeIfAbsent(known.name(), Preset::read);
    }

    private static Preset read(String kind) {
        String file = "/dev/sluice/presets/" + kind + ".yaml";
        try (InputStream yaml = Preset.class.getResourceAsStream(file)) {
            if (yaml == null) {
                throw new IllegalStateException("there is no resource " + file);
            }
            Map<String, String> values = new TreeMap<>();
            Object read = new Yaml(new SafeConstructor(new LoaderOptions()))
                    .load(new String(yaml.readAllBytes(), StandardCharsets.UTF_8));
            flatten("", read, values);
            return new Preset(values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void flatten(String key, Object value, Map<String, String> into) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, below) -> flatten(step(key, name.toString()), below, into));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                flatten(key + "[" + i + "]", list.get(i), into);
            }
        } else {
            into.put(key, value.toString());
        }
    }

    /** The name of a key below another, as the configuration's own sources spell it. */
    private static String step(String key, String name) {
        String quoted = name.indexOf('.') < 0 ? name : '"' + name + '"';
        return key.isEmpty() ? quoted : key + "." + quoted;
    }

    /** All keys, those of lists with an index each. */
    Set<String> keys() {
        return values.keySet();
    }

    /** Whether {@code key}, with an index or without one, is of this preset. */
    boolean has(String key) {
        return bases.contains(base(key));
    }

    /** The value of {@code key}; null if there is none of exactly this name. */
    @Nullable
    String value(String key) {
        return values.get(key);
    }

    /** The key without the index of an entry in a list. */
    static String base(String key) {
        return key.endsWith("]") ? INDEX.matcher(key).replaceFirst("") : key;
    }

    /** The key of the proof that {@code key} is about, which ends with a dot; null if it is not about a proof. */
    static @Nullable String proof(String key) {
        Matcher proof = PROOF.matcher(key);
        return proof.matches() ? AUTHENTICATE + proof.group(1) + "." : null;
    }

    /** Whether the sender's own {@code secrets} are those of a proof. */
    boolean usesSecretsOfSender() {
        return values.containsValue(SECRETS_OF_SENDER);
    }

    /** The proof that the sender's own {@code secrets} are of, in words; empty if there is none. */
    String usualProof() {
        if (usesSecretsOfSender(AUTHENTICATE + "signature.")) {
            return "the signature in " + values.get(AUTHENTICATE + "signature.header");
        }
        if (usesSecretsOfSender(AUTHENTICATE + "api-key.")) {
            return "the header " + values.get(AUTHENTICATE + "api-key.header");
        }
        return usesSecretsOfSender(AUTHENTICATE + "bearer.") ? "the bearer token" : "";
    }

    /** Whether the sender's own {@code secrets} are those of the proof below {@code proof}. */
    boolean usesSecretsOfSender(String proof) {
        return SECRETS_OF_SENDER.equals(values.get(proof + "secrets"));
    }
}
