package dev.sluice.core.event;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link CloudEvent} from attributes in any order. An attribute that breaks a rule is refused when it is set.
 *
 * <p>For one event on one thread; not reusable.
 */
public final class CloudEventBuilder {

    private static final int NAMES_COMPARED_ONE_BY_ONE = 16;
    private static final List<String> CORE_NAMES =
            List.of("specversion", "id", "source", "type", "datacontenttype", "dataschema", "subject", "time");

    private boolean specVersion;
    private @Nullable String id;
    private @Nullable String source;
    private @Nullable String type;
    private @Nullable String dataContentType;
    private @Nullable String dataSchema;
    private @Nullable String subject;
    private @Nullable String time;
    private final List<Extension> extensions = new ArrayList<>();
    private @Nullable Set<String> extensionNames;
    private @Nullable Set<String> unset;
    private @Nullable Bytes data;
    private @Nullable Envelope envelope;

    /**
     * Sets an attribute that was sent as text.
     *
     * @throws Refusal if the name or the value breaks a rule, or the attribute is already set
     */
    public CloudEventBuilder set(String name, String value) {
        return set(name, value, Extension.Type.STRING);
    }

    /**
     * Sets an attribute.
     *
     * @param value the canonical string form
     * @param type the type it was sent with; the attributes of the specification itself must be strings
     * @throws Refusal if the name, the type or the value breaks a rule, or the attribute is already set
     */
    public CloudEventBuilder set(String name, String value, Extension.Type type) {
        switch (name) {
            case "specversion" -> {
                once(name, specVersion ? CloudEvent.SPEC_VERSION : null, type);
                AttributeRules.checkSpecVersion(value);
                specVersion = true;
            }
            case "id" -> id = text(name, id, value, type);
            case "source" -> {
                source = text(name, source, value, type);
                AttributeRules.checkSource(value);
            }
            case "type" -> this.type = text(name, this.type, value, type);
            case "datacontenttype" -> {
                dataContentType = text(name, dataContentType, value, type);
                AttributeRules.checkDataContentType(value);
            }
            case "dataschema" -> {
                dataSchema = text(name, dataSchema, value, type);
                AttributeRules.checkDataSchema(value);
            }
            case "subject" -> subject = text(name, subject, value, type);
            case "time" -> {
                time = text(name, time, value, type);
                AttributeRules.checkTime(value);
            }
            default -> extension(name, value, type);
        }
        return this;
    }

    /**
     * Records that an attribute was sent without a value, as JSON's null says. The event will not have it.
     *
     * @throws Refusal if the name breaks a rule, or was used before
     */
    public CloudEventBuilder unset(String name) {
        AttributeRules.checkName(name);
        if (unset == null) {
            unset = new HashSet<>();
        }
        if (!unset.add(name)) {
            throw repeated(name);
        }
        return this;
    }

    /** Sets the content type that the event format implies, if none is set. One that was sent as null is not set. */
    public CloudEventBuilder implyDataContentType(String value) {
        set("datacontenttype", value);
        if (unset != null) {
            unset.remove("datacontenttype");
        }
        return this;
    }

    /** Sets the data; null, the default, means none. */
    public CloudEventBuilder data(@Nullable Bytes data) {
        this.data = data;
        return this;
    }

    /** Sets what the event was decoded from. */
    public CloudEventBuilder envelope(Envelope envelope) {
        this.envelope = envelope;
        return this;
    }

    /** The content type set so far; null for none. */
    public @Nullable String dataContentType() {
        return dataContentType;
    }

    /**
     * Builds the event.
     *
     * @throws Refusal if a required attribute is missing
     */
    public CloudEvent build() {
        if (!specVersion) {
            throw missing("specversion");
        }
        if (id == null) {
            throw missing("id");
        }
        if (source == null) {
            throw missing("source");
        }
        if (type == null) {
            throw missing("type");
        }
        CloudEvent event = new CloudEvent(
                id, source, type, dataContentType, dataSchema, subject, time, extensions, data, envelope);
        if (unset != null) {
            checkUnset(event, unset);
        }
        return event;
    }

    private static void checkUnset(CloudEvent event, Set<String> unset) {
        for (String name : CORE_NAMES) {
            if (unset.contains(name) && event.attribute(name) != null) {
                throw repeated(name);
            }
        }
        for (Extension extension : event.extensions()) {
            if (unset.contains(extension.name())) {
                throw repeated(extension.name());
            }
        }
    }

    private static Refusal missing(String name) {
        return Refusal.attribute(name, "is required but missing");
    }

    private static String text(String name, @Nullable String before, String value, Extension.Type type) {
        once(name, before, type);
        AttributeRules.checkNotEmpty(name, value);
        AttributeRules.checkString(name, value);
        return value;
    }

    private static void once(String name, @Nullable String before, Extension.Type type) {
        if (before != null) {
            throw repeated(name);
        }
        if (type != Extension.Type.STRING) {
            throw Refusal.attribute(name, "must be a string");
        }
    }

    private void extension(String name, String value, Extension.Type type) {
        AttributeRules.checkName(name);
        if (isSet(name)) {
            throw repeated(name);
        }
        AttributeRules.checkString(name, value);
        AttributeRules.checkExtension(name, value);
        extensions.add(new Extension(name, value, type));
    }

    /**
     * Whether the extension is set. Many names are kept in a set: comparing a hundred thousand with each other would
     * cost the square of that.
     */
    private boolean isSet(String name) {
        if (extensionNames == null) {
            for (Extension extension : extensions) {
                if (extension.name().equals(name)) {
                    return true;
                }
            }
            if (extensions.size() < NAMES_COMPARED_ONE_BY_ONE) {
                return false;
            }
            extensionNames = new HashSet<>();
            for (Extension extension : extensions) {
                extensionNames.add(extension.name());
            }
        }
        return !extensionNames.add(name);
    }

    private static Refusal repeated(String name) {
        return Refusal.attribute(name, "must not be repeated");
    }
}
