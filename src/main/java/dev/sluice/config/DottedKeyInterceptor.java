package dev.sluice.config;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds keys that are written with dots in a YAML file, such as {@code compression.type} below a channel or
 * {@code sluice.ack-deadline} at the top. The YAML source takes such a key for one step and quotes it, so that nothing
 * would look it up.
 *
 * <p>If a key is set in both spellings, the stronger source wins. Costs a few look-ups for each key at startup.
 * Registered in {@code META-INF/services}. Stateless.
 */
public final class DottedKeyInterceptor implements ConfigSourceInterceptor {

    private static final long serialVersionUID = 1;

    /** What may precede a quoted step. Sluice's own keys are written so as a whole only. */
    private static final List<String> BEFORE_QUOTES = List.of(
            "mp.messaging.outgoing.records.",
            "mp.messaging.outgoing.rejects.",
            "mp.messaging.connector.smallrye-kafka.",
            "kafka.",
            "");

    private static final List<String> OURS = List.of("mp.messaging.", "kafka.", "sluice.");

    @Override
    public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue value = context.proceed(name);
        if (!isOurs(name)) {
            return value;
        }
        for (String before : BEFORE_QUOTES) {
            String rest = name.substring(Math.min(before.length(), name.length()));
            if (name.startsWith(before) && rest.indexOf('.') > 0) {
                ConfigValue quoted = context.proceed(before + '"' + rest + '"');
                if (quoted != null && (value == null || isStronger(quoted, value))) {
                    value = quoted.withName(name);
                }
            }
        }
        // a key without a value counts as absent; EmptyValueCheck reports it, unless it is an empty variable
        return name.startsWith("sluice.") && isEmpty(value) ? null : value;
    }

    private static boolean isEmpty(@Nullable ConfigValue value) {
        return value == null || value.getValue() == null || value.getValue().isEmpty();
    }

    private static boolean isStronger(ConfigValue one, ConfigValue other) {
        return one.getConfigSourceOrdinal() > other.getConfigSourceOrdinal();
    }

    @Override
    public Iterator<String> iterateNames(ConfigSourceInterceptorContext context) {
        Set<String> names = new LinkedHashSet<>();
        context.iterateNames().forEachRemaining(name -> {
            boolean empty =
                    (name.startsWith("sluice.") || name.startsWith("SLUICE_")) && isEmpty(context.proceed(name));
            if (!empty) {
                names.add(withoutQuotes(name));
            }
        });
        return names.iterator();
    }

    private static String withoutQuotes(String name) {
        int quote = name.indexOf('"');
        boolean lastStep = quote >= 0 && name.indexOf('"', quote + 1) == name.length() - 1;
        if (!lastStep || !BEFORE_QUOTES.contains(name.substring(0, quote))) {
            return name;
        }
        String plain = name.substring(0, quote) + name.substring(quote + 1, name.length() - 1);
        return isOurs(plain) ? plain : name;
    }

    private static boolean isOurs(String name) {
        return OURS.stream().anyMatch(name::startsWith);
    }
}
