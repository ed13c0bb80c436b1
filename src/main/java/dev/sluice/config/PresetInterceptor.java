package dev.sluice.config;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.NameIterator;
import io.smallrye.config.Priorities;
import jakarta.annotation.Priority;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives a sender whose kind is a preset the keys of that preset, as if the operator had written them. What the operator
 * wrote is stronger, key by key; a list counts as one key.
 *
 * <p>The keys of a proof are given only if it has secrets, so that another proof can take its place. Costs one look at
 * each name at startup, and more only if there is a preset. Registered in {@code META-INF/services}. Stateless.
 */
@Priority(PresetInterceptor.OUTSIDE_OF_OTHERS)
public final class PresetInterceptor implements ConfigSourceInterceptor {

    private static final long serialVersionUID = 1;

    /** The others have no priority, which means {@code APPLICATION}. A larger number is further from the sources. */
    static final int OUTSIDE_OF_OTHERS = Priorities.APPLICATION + 100;

    private static final String ROOT = "sluice.";
    private static final String SENDERS = "sluice.senders.";
    private static final String VARIABLES = "SLUICE_SENDERS_";
    private static final String KIND = "kind";
    private static final String SECRETS = "secrets";
    private static final Pattern KIND_BY_VARIABLE = Pattern.compile(VARIABLES + "([A-Z0-9]+)_KIND");

    /** A sender whose kind is a preset; its keys are below {@code prefix}, which ends with a dot. */
    private record Sender(String prefix, Preset preset) {}

    @Override
    public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue value = context.proceed(name);
        if (value != null || !name.startsWith(ROOT)) {
            return value;
        }
        String prefix = prefix(name);
        String key = name.substring(prefix.length());
        Preset preset = key.equals(KIND) || key.isEmpty() ? null : preset(context, prefix);
        if (preset == null || !preset.has(key) || !isSender(context, prefix)) {
            return null;
        }
        Sender sender = new Sender(prefix, preset);
        return isInForce(context, sender, key) ? given(context, sender, name, key) : null;
    }

    /** What the keys of the sender that {@code name} is about begin with. */
    private static String prefix(String name) {
        if (!name.startsWith(SENDERS)) {
            return ROOT;
        }
        NameIterator steps = new NameIterator(name, SENDERS.length() - 1);
        steps.next();
        return name.substring(0, Math.min(steps.getPosition() + 1, name.length()));
    }

    private static @Nullable Preset preset(ConfigSourceInterceptorContext context, String prefix) {
        String own = text(context, prefix + KIND);
        String kind = own == null && !prefix.equals(ROOT) ? text(context, ROOT + KIND) : own;
        return kind == null ? null : Preset.of(kind);
    }

    private static @Nullable String text(ConfigSourceInterceptorContext context, String name) {
        ConfigValue value = context.proceed(name);
        return value == null ? null : value.getValue();
    }

    /** Whether a sender has its keys below {@code prefix}: below {@code sluice} only if there are no others. */
    private static boolean isSender(ConfigSourceInterceptorContext context, String prefix) {
        return !prefix.equals(ROOT) || !isAny(context, name -> name.startsWith(SENDERS) || name.startsWith(VARIABLES));
    }

    private static boolean isAny(ConfigSourceInterceptorContext context, Predicate<String> wanted) {
        for (Iterator<String> names = context.iterateNames(); names.hasNext(); ) {
            if (wanted.test(names.next())) {
                return true;
            }
        }
        return false;
    }

    /** Whether the preset's value of {@code key} counts: the operator wrote none, and a proof has its secrets. */
    private static boolean isInForce(ConfigSourceInterceptorContext context, Sender sender, String key) {
        if (isWritten(context, sender.prefix + Preset.base(key))) {
            return false;
        }
        String proof = Preset.proof(key);
        return proof == null
                || sender.preset.usesSecretsOfSender(proof) && secretsKey(context, sender) != null
                || isAnyWrittenBelow(context, sender.prefix + proof);
    }

    private static boolean isWritten(ConfigSourceInterceptorContext context, String name) {
        return context.proceed(name) != null || context.proceed(name + "[0]") != null;
    }

    private static boolean isAnyWrittenBelow(ConfigSourceInterceptorContext context, String prefix) {
        return isWritten(context, prefix + SECRETS) || isAny(context, name -> name.startsWith(prefix));
    }

    /** The key that holds the sender's secrets: its own, or that of all senders; null if there are none. */
    private static @Nullable String secretsKey(ConfigSourceInterceptorContext context, Sender sender) {
        if (isWritten(context, sender.prefix + SECRETS)) {
            return sender.prefix + SECRETS;
        }
        return isWritten(context, ROOT + SECRETS) ? ROOT + SECRETS : null;
    }

    private static @Nullable ConfigValue given(
            ConfigSourceInterceptorContext context, Sender sender, String name, String key) {
        String value = sender.preset.value(Preset.base(key));
        if (Preset.SECRETS_OF_SENDER.equals(value)) {
            String secrets = secretsKey(context, sender);
            String index = key.substring(Preset.base(key).length());
            ConfigValue own = secrets == null ? null : context.proceed(secrets + index);
            return own == null ? null : own.withName(name);
        }
        String given = sender.preset.value(key);
        return given == null
                ? null
                : ConfigValue.builder()
                        .withName(name)
                        .withValue(given)
                        .withRawValue(given)
                        .withConfigSourceName("preset")
                        .build();
    }

    @Override
    public Iterator<String> iterateNames(ConfigSourceInterceptorContext context) {
        Set<String> names = new LinkedHashSet<>();
        Set<String> prefixes = new LinkedHashSet<>();
        context.iterateNames().forEachRemaining(name -> {
            names.add(name);
            Matcher variable = KIND_BY_VARIABLE.matcher(name);
            if (name.startsWith(SENDERS)) {
                prefixes.add(prefix(name));
            } else if (variable.matches()) {
                prefixes.add(SENDERS + variable.group(1).toLowerCase(Locale.ROOT) + ".");
            }
        });
        if (prefixes.isEmpty()) {
            prefixes.add(ROOT);
        }
        for (String prefix : prefixes) {
            Preset preset = preset(context, prefix);
            if (preset != null && isSender(context, prefix)) {
                add(context, new Sender(prefix, preset), names);
            }
        }
        return names.iterator();
    }

    private static void add(ConfigSourceInterceptorContext context, Sender sender, Set<String> names) {
        for (String key : sender.preset.keys()) {
            if (!isInForce(context, sender, key)) {
                continue;
            }
            String name = sender.prefix + key;
            if (!Preset.SECRETS_OF_SENDER.equals(sender.preset.value(key))) {
                names.add(name);
                continue;
            }
            String secrets = secretsKey(context, sender);
            if (secrets != null && context.proceed(secrets) != null) {
                names.add(name);
            }
            for (int i = 0; secrets != null && context.proceed(secrets + "[" + i + "]") != null; i++) {
                names.add(name + "[" + i + "]");
            }
        }
    }
}
