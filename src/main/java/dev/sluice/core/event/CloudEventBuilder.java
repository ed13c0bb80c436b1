package dev.sluice.core.event;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects attributes in any order and refuses each that breaks a rule, when it is set.
 *
 * <p>Made for one event by one thread; not reusable.
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
     * Sets an attribute that came as text.
     *
     * @throws Refusal where the name or the value breaks a rule, or the attribute is there already
     */
    public CloudEventBuilder set(String name, String value) {
        return set(name, value, Extension.Type.STRING);
    }

    /**
     * Sets an attribute.
     *
     * @param value the canonical string form
     * @param type the type it came with; the attributes of the specification itself are strings
     * @throws Refusal where the name, the type or the value breaks a rule, or the attribute is there already
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
     * Notes that an attribute is there without a value, as JSON's null says; the event will not have it.
     *
     * @throws Refusal where the name breaks a rule, or was used already
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

    /** Sets the content type that the event format implies where none is set; one that was null is none. */
    public CloudEventBuilder implyDataContentType(String value) {
        set("datacontenttype", value);
        if (unset != null) {
            unset.remove("datacontenttype");
        }
        return this;
    }

    /** Sets the data; null, the default, is an event without any. */
    public CloudEventBuilder data(@Nullable Bytes data) {
        this.data = data;
        return this;
    }

    /** Remembers what the event is decoded from. */
    public CloudEventBuilder envelope(Envelope envelope) {
        this.envelope = envelope;
        return this;
    }

    /** The content type set so far. */
    public @Nullable String dataContentType() {
        return dataContentType;
    }

    /**
     * The event.
     *
     * @throws Refusal where a required attribute is missing
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
        return Refusal.attribute(name, "is required and missing");
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

    /** A hostile event may have a hundred thousand names: they must not cost the square of that. */
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
