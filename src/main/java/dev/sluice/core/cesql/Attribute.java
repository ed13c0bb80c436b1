package dev.sluice.core.cesql;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Extension;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An attribute of the event (CESQL 1.0, 3.2). The attributes of the CloudEvents specification are strings. An extension
 * has the type that it was sent with, so one expression may find a string in one event and an integer in the next.
 *
 * @param name lower-case letters and digits
 * @param core whether it is an attribute of the CloudEvents specification itself
 */
record Attribute(String name, boolean core) implements Node {

    private static final Map<String, Attribute> CORE = Stream.of(
                    "specversion", "id", "source", "type", "datacontenttype", "dataschema", "subject", "time")
            .collect(Collectors.toUnmodifiableMap(name -> name, name -> new Attribute(name, true)));

    /**
     * The attribute {@code name}. All conditions share one instance of each core attribute, which stays in the
     * processor's caches.
     */
    static Attribute named(String name) {
        Attribute attribute = CORE.get(name);
        return attribute == null ? new Attribute(name, false) : attribute;
    }

    @Override
    public @Nullable Type type(CloudEvent event) {
        if (core) {
            return event.attribute(name) == null ? null : Type.STRING;
        }
        Extension extension = extension(event);
        return extension == null ? null : typeOf(extension);
    }

    @Override
    public Object text(CloudEvent event) {
        String value = event.attribute(name);
        return value == null ? EvaluationError.MISSING_ATTRIBUTE : value;
    }

    @Override
    public long number(CloudEvent event) {
        String value = event.attribute(name);
        if (value == null) {
            return EvaluationError.MISSING_ATTRIBUTE.asNumber();
        }
        return type(event) == Type.BOOLEAN ? Cast.truth(value) : Cast.number(value);
    }

    @Override
    public int truth(CloudEvent event) {
        String value = event.attribute(name);
        if (value == null) {
            return EvaluationError.MISSING_ATTRIBUTE.asTruth();
        }
        return type(event) == Type.INTEGER ? Node.of(Cast.number(value) != 0) : Cast.truth(value);
    }

    @Override
    public List<Node> operands() {
        return List.of();
    }

    private @Nullable Extension extension(CloudEvent event) {
        List<Extension> extensions = event.extensions();
        for (int i = 0; i < extensions.size(); i++) {
            Extension extension = extensions.get(i);
            if (extension.name().equals(name)) {
                return extension;
            }
        }
        return null;
    }

    private static Type typeOf(Extension extension) {
        return switch (extension.type()) {
            case STRING -> Type.STRING;
            case INTEGER -> Type.INTEGER;
            case BOOLEAN -> Type.BOOLEAN;
        };
    }

    /**
     * Whether the event has the attribute (CESQL 1.0, 3.4.4).
     *
     * @param name lower-case letters and digits
     */
    record Exists(String name) implements Node.OfBoolean {

        @Override
        public int truth(CloudEvent event) {
            return Node.of(event.attribute(name) != null);
        }

        @Override
        public List<Node> operands() {
            return List.of();
        }
    }
}
