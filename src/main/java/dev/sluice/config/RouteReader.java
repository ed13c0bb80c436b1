package dev.sluice.config;

import dev.sluice.core.data.Hmac;
import dev.sluice.core.data.Redaction;
import dev.sluice.core.kafka.ContentMode;
import dev.sluice.core.mapping.DataCheck;
import dev.sluice.core.mapping.EmptyData;
import dev.sluice.core.mapping.KeyFormat;
import dev.sluice.core.mapping.RecordTimestamp;
import dev.sluice.core.mapping.Route;
import dev.sluice.core.mapping.RouteBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes one route from the texts of its keys. A key that the route does not have is taken from below {@code sluice}.
 *
 * <p>A problem is reported under the key that the operator wrote. Used by the thread of the startup.
 */
final class RouteReader {

    private static final List<String> DEFAULT_KEY = List.of("partitionkey", "subject", "source");

    /** What becomes of an event that yields no key. */
    private enum Keyless {
        ALLOW,
        REFUSE
    }

    private final SluiceKeys all;
    private final @Nullable RecordKeys own;
    private final String prefix;
    private final ConfigErrors errors;
    private final ValueParser values;
    private final Inherited<RecordKeys> inherited;

    /** A reader of the route below {@code prefix}; {@code own} is null for the events that no route takes. */
    RouteReader(SluiceKeys all, @Nullable RecordKeys own, String prefix, ConfigErrors errors) {
        this.all = all;
        this.own = own;
        this.prefix = prefix;
        this.errors = errors;
        this.values = new ValueParser(errors);
        this.inherited = new Inherited<>(all, own, prefix);
    }

    /**
     * Reads the route; null if it cannot be made, which is reported.
     *
     * @param name the route's name in answers
     * @param secret makes the hashes; null for none
     * @param schemas what schemas are made to
     * @param sharedValueKeys learns which keys below {@code sluice.value} the route uses
     */
    @Nullable
    Route read(String name, @Nullable Hmac secret, LoadedSchemas schemas, SharedValueKeys sharedValueKeys) {
        RouteBuilder route = new RouteBuilder(name, (key, value, reason) -> errors.refuse(full(key), value, reason));
        Optional<String> topic = pick("topic", RecordKeys::topic);
        if (topic.isEmpty()) {
            errors.add(prefix + "topic is missing: set it, or sluice.topic for all routes");
        }
        topic.ifPresent(route::topic);
        pick("topics-allowed", RecordKeys::topicsAllowed).ifPresent(route::topicsAllowed);
        pick("topics-allowed-prefix", RecordKeys::topicsAllowedPrefix).ifPresent(route::topicsAllowedPrefix);
        checkAllowedHasAnEffect(topic);
        route.key(pick("key", RecordKeys::key).orElse(DEFAULT_KEY));
        pick("keyless", RecordKeys::keyless)
                .ifPresent(text ->
                        route.keyRequired(values.oneOf(Keyless.class, full("keyless"), text) == Keyless.REFUSE));
        pick("key-format", RecordKeys::keyFormat)
                .ifPresent(text -> route.keyFormat(values.oneOf(KeyFormat.class, full("key-format"), text)));
        pick("partition", RecordKeys::partition).ifPresent(route::partition);
        pick("content-mode", RecordKeys::contentMode)
                .ifPresent(text -> route.contentMode(values.oneOf(ContentMode.class, full("content-mode"), text)));
        pick("timestamp", RecordKeys::timestamp)
                .ifPresent(text -> route.timestamp(values.oneOf(RecordTimestamp.class, full("timestamp"), text)));
        pick("empty-data", RecordKeys::emptyData)
                .ifPresent(text -> route.emptyData(values.oneOf(EmptyData.class, full("empty-data"), text)));
        merged("headers", RecordKeys::headers, RecordKeys::headersInOne).forEach(route::header);
        merged("redact", RecordKeys::redact, RecordKeys::redactInOne)
                .forEach((place, text) -> redact(route, place, text));
        pick("schema", RecordKeys::schema).ifPresent(location -> route.dataCheck(schema(location, schemas)));
        new ValueReader(inherited, schemas, sharedValueKeys, errors).read(route);
        if (own instanceof SluiceKeys.Route keys) {
            keys.callers().ifPresent(route::callers);
        }
        return route.secret(secret).build();
    }

    /**
     * A misspelt variable for the secret looks like a place, because every variable that starts with {@code REDACT_}
     * does.
     */
    private void redact(RouteBuilder route, String place, String text) {
        String key = full("redact." + place);
        if (!place.startsWith("/") && Secrets.mayBeIn(place)) {
            errors.add(key + " is not a key of Sluice: did you mean sluice.redact-secret, or SLUICE_REDACT_SECRET?");
        } else {
            route.redact(place, values.oneOf(Redaction.class, key, text));
        }
    }

    /**
     * Reports allowed topics of a topic that is not a template. Those set for all routes may be unused by one route.
     */
    private void checkAllowedHasAnEffect(Optional<String> topic) {
        if (topic.isEmpty() || topic.get().indexOf('{') >= 0) {
            return;
        }
        Optional<List<String>> names = own == null ? lonely(all.topicsAllowed()) : own.topicsAllowed();
        Optional<List<String>> prefixes = own == null ? lonely(all.topicsAllowedPrefix()) : own.topicsAllowedPrefix();
        names.ifPresent(value -> hasNoEffect("topics-allowed", value));
        prefixes.ifPresent(value -> hasNoEffect("topics-allowed-prefix", value));
    }

    private Optional<List<String>> lonely(Optional<List<String>> valueForAll) {
        return all.routes().isEmpty() ? valueForAll : Optional.empty();
    }

    private void hasNoEffect(String key, List<String> value) {
        errors.refuse(full(key), value.toString(), "has no effect, because topic is not a template: leave it out");
    }

    private @Nullable DataCheck schema(String location, LoadedSchemas schemas) {
        try {
            return schemas.check(location);
        } catch (IllegalArgumentException e) {
            errors.refuse(full("schema"), location, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private <T> Optional<T> pick(String key, Function<RecordKeys, Optional<T>> value) {
        return inherited.pick(key, value);
    }

    private Map<String, String> merged(
            String key,
            Function<RecordKeys, Map<String, String>> values,
            Function<RecordKeys, Optional<String>> inOne) {
        Map<String, String> merged = new TreeMap<>(values.apply(all));
        merged.putAll(split(MappingReader.ROOT + key, inOne.apply(all)));
        if (own != null) {
            Map<String, String> ownValues = new TreeMap<>(values.apply(own));
            ownValues.putAll(split(prefix + key, inOne.apply(own)));
            ownValues.keySet().forEach(name -> inherited.areOwn(key, key + "." + name));
            merged.putAll(ownValues);
        }
        return merged;
    }

    /** Splits a text of the form {@code name=value;name=value}. */
    private Map<String, String> split(String key, Optional<String> inOne) {
        Map<String, String> values = new TreeMap<>();
        for (String pair : inOne.map(text -> text.split(";")).orElse(new String[0])) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                errors.refuse(key, pair, "is not a name with a value: write name=value;name=value");
            } else {
                values.put(
                        pair.substring(0, equals).trim(),
                        pair.substring(equals + 1).trim());
            }
        }
        return values;
    }

    private String full(String key) {
        return inherited.full(key);
    }
}
