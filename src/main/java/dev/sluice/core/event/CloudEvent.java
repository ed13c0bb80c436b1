package dev.sluice.core.event;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A valid CloudEvent 1.0: one that exists keeps every rule of the specification on attributes.
 *
 * <p>Values are the text that was sent, never rewritten: a time keeps its digits, a URI its case. Immutable. Equality
 * is by attributes and data; how the event came (its {@link #envelope()}, its
 * {@link #trace()}) does not count.
 */
public final class CloudEvent {

    /** The one version of the specification that is read and written. */
    public static final String SPEC_VERSION = "1.0";

    private final String id;
    private final String source;
    private final String type;
    private final @Nullable String dataContentType;
    private final @Nullable String dataSchema;
    private final @Nullable String subject;
    private final @Nullable String time;
    private final List<Extension> extensions;
    private final @Nullable Bytes data;
    private final @Nullable Bytes envelope;
    private final @Nullable Trace trace;

    private CloudEvent(Builder from, String id, String source, String type) {
        this.id = id;
        this.source = source;
        this.type = type;
        this.dataContentType = from.dataContentType;
        this.dataSchema = from.dataSchema;
        this.subject = from.subject;
        this.time = from.time;
        this.extensions = from.extensions;
        this.data = from.data;
        this.envelope = from.envelope;
        this.trace = from.trace;
    }

    private CloudEvent(CloudEvent from, @Nullable Bytes data, @Nullable Bytes envelope) {
        this.id = from.id;
        this.source = from.source;
        this.type = from.type;
        this.dataContentType = from.dataContentType;
        this.dataSchema = from.dataSchema;
        this.subject = from.subject;
        this.time = from.time;
        this.extensions = from.extensions;
        this.data = data;
        this.envelope = envelope;
        this.trace = from.trace;
    }

    /** The identifier, unique together with the source; not empty. */
    public String id() {
        return id;
    }

    /** The context in which the event happened: a URI-reference, not empty. */
    public String source() {
        return source;
    }

    /** The kind of event; not empty. */
    public String type() {
        return type;
    }

    /** The media type of the data with its parameters, as sent. */
    public @Nullable String dataContentType() {
        return dataContentType;
    }

    /** The schema of the data: a URI, not empty. */
    public @Nullable String dataSchema() {
        return dataSchema;
    }

    /** What the event is about, within the source; not empty. */
    public @Nullable String subject() {
        return subject;
    }

    /** When it happened: RFC 3339, as sent. */
    public @Nullable String time() {
        return time;
    }

    /**
     * When it happened, in milliseconds since 1970 in UTC, less than zero before; null where it has no time. Digits
     * beyond milliseconds are cut off.
     */
    public @Nullable Long timeMillis() {
        return time == null ? null : Timestamp.epochMillis(time);
    }

    /** The extension attributes in the order they came, each name once; not to be changed. */
    public List<Extension> extensions() {
        return extensions;
    }

    /** The data, byte for byte; null where the event has none, which is not the same as no bytes. */
    public @Nullable Bytes data() {
        return data;
    }

    /** The JSON text the event was decoded from, where it came in structured mode. */
    public @Nullable Bytes envelope() {
        return envelope;
    }

    /** The trace that the event travels in, where its request named one; not an attribute. */
    public @Nullable Trace trace() {
        return trace;
    }

    /** An equal event that can be kept without its request: without envelope, its data in an array of its own. */
    public CloudEvent detached() {
        if (data == null) {
            return envelope == null ? this : new CloudEvent(this, null, null);
        }
        boolean isOwn = data.array().length == data.length();
        return isOwn && envelope == null ? this : new CloudEvent(this, isOwn ? data : Bytes.of(data.toArray()), null);
    }

    /**
     * The same event with other data; nothing of the data before is left in it.
     *
     * <p>Where the data is part of the envelope, as JSON data is, the new envelope is the old one with that part
     * replaced, and every other byte of it stays. Else, as with base64, the new event has no envelope.
     *
     * @param replacement the new data; one JSON value where the data before was one in an envelope
     */
    public CloudEvent withData(Bytes replacement) {
        if (envelope == null || data == null || data.array() != envelope.array()) {
            return new CloudEvent(this, replacement, null);
        }
        int start = data.offset() - envelope.offset();
        int end = start + data.length();
        if (start < 0 || end > envelope.length()) {
            return new CloudEvent(this, replacement, null);
        }
        byte[] spliced = new byte[envelope.length() - data.length() + replacement.length()];
        int behind = start + replacement.length();
        System.arraycopy(envelope.array(), envelope.offset(), spliced, 0, start);
        System.arraycopy(replacement.array(), replacement.offset(), spliced, start, replacement.length());
        System.arraycopy(envelope.array(), envelope.offset() + end, spliced, behind, spliced.length - behind);
        Bytes text = Bytes.of(spliced);
        return new CloudEvent(this, text.slice(start, behind), text);
    }

    /** The value of the attribute {@code name} in canonical string form, null where the event does not have it. */
    public @Nullable String attribute(String name) {
        return switch (name) {
            case "specversion" -> SPEC_VERSION;
            case "id" -> id;
            case "source" -> source;
            case "type" -> type;
            case "datacontenttype" -> dataContentType;
            case "dataschema" -> dataSchema;
            case "subject" -> subject;
            case "time" -> time;
            default -> extension(name);
        };
    }

    private @Nullable String extension(String name) {
        for (Extension extension : extensions) {
            if (extension.name().equals(name)) {
                return extension.value();
            }
        }
        return null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CloudEvent that
                && id.equals(that.id)
                && source.equals(that.source)
                && type.equals(that.type)
                && Objects.equals(dataContentType, that.dataContentType)
                && Objects.equals(dataSchema, that.dataSchema)
                && Objects.equals(subject, that.subject)
                && Objects.equals(time, that.time)
                && Set.copyOf(extensions).equals(Set.copyOf(that.extensions))
                && Objects.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, source, type);
    }

    /** Source and id, which name the event; never its data. */
    @Override
    public String toString() {
        return source + " " + id;
    }

    /**
     * Collects attributes in any order and refuses each that breaks a rule, when it is set.
     *
     * <p>Made for one event by one thread; not reusable.
     */
    public static final class Builder {

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
        private @Nullable Bytes envelope;
        private @Nullable Trace trace;

        /**
         * Sets an attribute that came as text.
         *
         * @throws InvalidEvent where the name or the value breaks a rule, or the attribute is there already
         */
        public Builder set(String name, String value) {
            return set(name, value, Extension.Type.STRING);
        }

        /**
         * Sets an attribute.
         *
         * @param value the canonical string form
         * @param type the type it came with; the attributes of the specification itself are strings
         * @throws InvalidEvent where the name, the type or the value breaks a rule, or the attribute is there already
         */
        public Builder set(String name, String value, Extension.Type type) {
            switch (name) {
                case "specversion" -> {
                    once(name, specVersion ? SPEC_VERSION : null, type);
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
         * @throws InvalidEvent where the name breaks a rule, or was used already
         */
        public Builder unset(String name) {
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
        public Builder implyDataContentType(String value) {
            set("datacontenttype", value);
            if (unset != null) {
                unset.remove("datacontenttype");
            }
            return this;
        }

        /** Sets the data; null, the default, is an event without any. */
        public Builder data(@Nullable Bytes data) {
            this.data = data;
            return this;
        }

        /** Remembers the JSON text that the event is decoded from. */
        public Builder envelope(Bytes envelope) {
            this.envelope = envelope;
            return this;
        }

        /** Sets the trace that the event travels in; its own {@code traceparent} attribute stays what it says. */
        public Builder trace(@Nullable Trace trace) {
            this.trace = trace;
            return this;
        }

        /** The content type set so far. */
        public @Nullable String dataContentType() {
            return dataContentType;
        }

        /**
         * The event.
         *
         * @throws InvalidEvent where a required attribute is missing
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
            CloudEvent event = new CloudEvent(this, id, source, type);
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

        private static InvalidEvent missing(String name) {
            return InvalidEvent.attribute(name, "is required and missing");
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
                throw InvalidEvent.attribute(name, "must be a string");
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

        private static InvalidEvent repeated(String name) {
            return InvalidEvent.attribute(name, "must not be repeated");
        }
    }
}
