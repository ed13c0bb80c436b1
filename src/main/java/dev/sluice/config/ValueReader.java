package dev.sluice.config;

import dev.sluice.core.kafka.ContentMode;
import dev.sluice.core.mapping.RouteBuilder;
import dev.sluice.core.value.Framing;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaSource;
import dev.sluice.core.value.SchemaType;
import dev.sluice.core.value.SchemaUse;
import dev.sluice.core.value.SchemaValue;
import dev.sluice.core.value.Serializer;
import dev.sluice.core.value.SerializerOptions;
import dev.sluice.core.value.Writer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the value format of one route from the texts of its {@code value} keys, and reports those that contradict each
 * other or have no effect.
 *
 * <p>Inheritance is by key: a route can have a format of its own with the framing for all routes. So a key below
 * {@code sluice.value} that has no effect on this route is only noted, in {@link SharedValueKeys}. Used by the thread
 * of the startup.
 */
final class ValueReader {

    private static final String REGISTRY = "sluice.registry.url";

    private final Inherited<RecordKeys> keys;
    private final LoadedSchemas schemas;
    private final SharedValueKeys shared;
    private final ConfigErrors errors;
    private final ValueParser values;
    private boolean isWrong;

    private enum Format {
        SENT(null),
        AVRO(SchemaType.AVRO),
        PROTOBUF(SchemaType.PROTOBUF),
        JSON_SCHEMA(SchemaType.JSON);

        private final @Nullable SchemaType type;

        Format(@Nullable SchemaType type) {
            this.type = type;
        }
    }

    private enum Json {
        PLAIN,
        AVRO
    }

    private enum UnknownMembers {
        REFUSE,
        IGNORE
    }

    ValueReader(Inherited<RecordKeys> keys, LoadedSchemas schemas, SharedValueKeys shared, ConfigErrors errors) {
        this.keys = keys;
        this.schemas = schemas;
        this.shared = shared;
        this.errors = errors;
        this.values = new ValueParser(errors);
    }

    /** Reads the format into {@code route}, which has its topic and content mode. */
    void read(RouteBuilder route) {
        Optional<String> written = use("value.format", ValueKeys::format);
        Format format = written.map(text -> values.oneOf(Format.class, keys.full("value.format"), text))
                .orElse(Format.SENT);
        SchemaType type = format.type;
        if (type == null) {
            nothingElseIsWritten(
                    written.isPresent()
                            ? "has no effect, because value.format is sent: leave one of the two out"
                            : "has no effect without value.format: set both, or leave both out");
            return;
        }
        isNotStructured(written.orElse(""));
        SerializerOptions options = options(type);
        SchemaSource source = source(route, type, options);
        if (source != null) {
            route.valueFormat(new SchemaValue(type, source));
        }
    }

    private void nothingElseIsWritten(String reason) {
        unused("value.schema", ValueKeys::schema, reason);
        unused("value.register", ValueKeys::register, reason);
        unused("value.subject", ValueKeys::subject, reason);
        unused("value.subjects-allowed", ValueReader::allowed, reason);
        unused("value.version", ValueKeys::version, reason);
        unused("value.framing", ValueKeys::framing, reason);
        unused("value.message", ValueKeys::message, reason);
        unused("value.json", ValueKeys::json, reason);
        unused("value.unknown-members", ValueKeys::unknownMembers, reason);
    }

    private void isNotStructured(String format) {
        Optional<String> mode = keys.pick("content-mode", RecordKeys::contentMode);
        if (mode.isPresent() && mode.get().trim().equalsIgnoreCase(ContentMode.STRUCTURED.name())) {
            errors.add(keys.full("value.format") + " '" + format + "' and " + keys.full("content-mode")
                    + " 'structured' exclude each other, because a structured record is the event as JSON: write"
                    + " content-mode binary, or value.format sent");
            isWrong = true;
        }
    }

    private SerializerOptions options(SchemaType type) {
        String message = null;
        boolean wrapsUnions = false;
        boolean ignoresUnknown = false;
        if (type == SchemaType.PROTOBUF) {
            message = use("value.message", ValueKeys::message).orElse(null);
        } else {
            unused("value.message", ValueKeys::message, "has no effect, because it is for value.format protobuf");
        }
        if (type == SchemaType.AVRO) {
            wrapsUnions = oneOf(Json.class, "value.json", ValueKeys::json) == Json.AVRO;
        } else {
            unused("value.json", ValueKeys::json, "has no effect, because it is for value.format avro");
        }
        if (type == SchemaType.JSON) {
            unused(
                    "value.unknown-members",
                    ValueKeys::unknownMembers,
                    "has no effect with value.format json-schema: write additionalProperties into the schema");
        } else {
            ignoresUnknown = oneOf(UnknownMembers.class, "value.unknown-members", ValueKeys::unknownMembers)
                    == UnknownMembers.IGNORE;
        }
        return new SerializerOptions(type, message, wrapsUnions, ignoresUnknown);
    }

    /** Where the schemas come from; null if that was reported. */
    private @Nullable SchemaSource source(RouteBuilder route, SchemaType type, SerializerOptions options) {
        Optional<String> location = use("value.schema", ValueKeys::schema);
        Framing framing = framing();
        boolean registers = registers(location.isPresent());
        boolean asksTheRegistry = location.isEmpty() || registers || framing == Framing.CONFLUENT;
        Integer version = version(location.isPresent());
        subject(route, asksTheRegistry);
        Serializer serializer = location.map(file -> serializer(file, options)).orElse(null);
        location.ifPresent(file -> isNotCheckedTwice(file, type));
        Function<SchemaUse, SchemaSource> registry = schemas.registry();
        if (asksTheRegistry && registry == null) {
            needsARegistry(location.isPresent(), registers);
        }
        boolean isUnknown = asksTheRegistry && location.isPresent() && route.hasUnknownSubjects();
        if (isUnknown) {
            refuse(
                    "value.schema",
                    location.get(),
                    "is for subjects that are not known at startup, because topics-allowed-prefix lets events choose"
                            + " any: set value.subject");
        }
        if (isWrong) {
            return null;
        }
        if (!asksTheRegistry || registry == null) {
            if (serializer == null) {
                return null;
            }
            Writer writer = new Writer(Framing.NONE.prefix(0, serializer), serializer);
            return subject -> writer;
        }
        Schema given = location.map(file -> schemas.schema(file, options)).orElse(null);
        return registry.apply(new SchemaUse(
                location.map(file -> schemas.compiler(file, options)).orElseGet(() -> schemas.compiler(options)),
                framing,
                given,
                registers,
                version,
                route.knownSubjects()));
    }

    private Framing framing() {
        Optional<String> written = use("value.framing", ValueKeys::framing);
        if (written.isPresent() && written.get().trim().equalsIgnoreCase("header")) {
            refuse("value.framing", "header", "is not supported: write confluent or none");
            return Framing.CONFLUENT;
        }
        return written.map(text -> values.oneOf(Framing.class, keys.full("value.framing"), text))
                .orElse(Framing.CONFLUENT);
    }

    private boolean registers(boolean hasFile) {
        Optional<String> written = keys.pick("value.register", shared(ValueKeys::register));
        boolean registers = written.isPresent() && values.yesOrNo(keys.full("value.register"), written.get());
        if (registers && !hasFile) {
            unused("value.register", ValueKeys::register, "has no effect without value.schema, the file to register");
            return false;
        }
        use("value.register", ValueKeys::register);
        return registers;
    }

    /** Null for the latest. */
    private @Nullable Integer version(boolean hasFile) {
        if (hasFile) {
            unused(
                    "value.version",
                    ValueKeys::version,
                    "has no effect, because value.schema is the schema: leave one of the two out");
            return null;
        }
        Optional<String> written = use("value.version", ValueKeys::version);
        if (written.isEmpty() || written.get().trim().equalsIgnoreCase("latest")) {
            return null;
        }
        String text = written.get().trim();
        if (!text.matches("[1-9][0-9]{0,8}")) {
            refuse("value.version", written.get(), "is no version: write latest, or a number from 1");
            return null;
        }
        return Integer.valueOf(text);
    }

    private void subject(RouteBuilder route, boolean asksTheRegistry) {
        if (!asksTheRegistry) {
            String reason = "has no effect, because value.framing is none and the schema is a file";
            unused("value.subject", ValueKeys::subject, reason);
            unused("value.subjects-allowed", ValueReader::allowed, reason);
            return;
        }
        Optional<String> subject = use("value.subject", ValueKeys::subject);
        subject.ifPresent(route::subject);
        if (subject.isPresent() && subject.get().indexOf('{') >= 0) {
            use("value.subjects-allowed", ValueKeys::subjectsAllowed).ifPresent(route::subjectsAllowed);
        } else {
            unused(
                    "value.subjects-allowed",
                    ValueReader::allowed,
                    "has no effect, because value.subject is not a template: leave it out");
        }
    }

    private @Nullable Serializer serializer(String location, SerializerOptions options) {
        try {
            return schemas.serializer(location, options);
        } catch (IllegalArgumentException e) {
            refuse("value.schema", location, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private void isNotCheckedTwice(String location, SchemaType type) {
        Optional<String> checked = keys.pick("schema", RecordKeys::schema);
        if (type == SchemaType.JSON && checked.isPresent() && checked.get().equals(location)) {
            refuse("schema", location, "is value.schema too, which the data is checked against: leave schema out");
        }
    }

    private void needsARegistry(boolean hasFile, boolean registers) {
        if (registers) {
            refuse("value.register", "true", "needs " + REGISTRY + ", which is missing: set it");
        } else if (hasFile) {
            Optional<String> framing = keys.pick("value.framing", shared(ValueKeys::framing));
            refuse(
                    framing.isPresent() ? "value.framing" : "value.schema",
                    framing.or(() -> keys.pick("value.schema", shared(ValueKeys::schema)))
                            .orElse(""),
                    "needs " + REGISTRY + ", which is missing, because the schema's id there is in front of the data:"
                            + " set it, or write value.framing none");
        } else {
            refuse(
                    "value.format",
                    keys.pick("value.format", shared(ValueKeys::format)).orElse(""),
                    "needs a schema: set " + REGISTRY + ", or value.schema with value.framing none");
        }
    }

    private <E extends Enum<E>> @Nullable E oneOf(
            Class<E> type, String key, Function<ValueKeys, Optional<String>> value) {
        return use(key, value)
                .map(text -> values.oneOf(type, keys.full(key), text))
                .orElse(null);
    }

    private static Optional<String> allowed(ValueKeys keys) {
        return keys.subjectsAllowed().map(List::toString);
    }

    private static <T> Function<RecordKeys, Optional<T>> shared(Function<ValueKeys, Optional<T>> value) {
        return keys -> value.apply(keys.value());
    }

    /** The value of a key that has an effect on the route. */
    private <T> Optional<T> use(String key, Function<ValueKeys, Optional<T>> value) {
        Optional<T> used = keys.pick(key, shared(value));
        if (used.isPresent() && !keys.isOwn(key)) {
            shared.uses(key);
        }
        return used;
    }

    /** Reports a key that has no effect: now if it is the route's own, and if it is for all once none uses it. */
    private void unused(String key, Function<ValueKeys, Optional<String>> value, String reason) {
        keys.pick(key, shared(value)).ifPresent(text -> {
            if (keys.isOwn(key)) {
                errors.refuse(keys.full(key), text, reason);
            } else {
                shared.doesNotUse(key, text, reason);
            }
        });
    }

    private void refuse(String key, String value, String reason) {
        errors.refuse(keys.full(key), value, reason);
        isWrong = true;
    }
}
