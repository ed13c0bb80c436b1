package dev.sluice.core.event;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A valid CloudEvent 1.0: one that exists keeps every rule of the specification on attributes, because only a
 * {@link CloudEventBuilder} makes one.
 *
 * <p>Values are the text that was sent, never rewritten: a time keeps its digits, a URI its case. Immutable. Equality
 * is by attributes and data; how the event came (its {@link #envelope()}) does not count.
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
    private final @Nullable Envelope envelope;

    CloudEvent(
            String id,
            String source,
            String type,
            @Nullable String dataContentType,
            @Nullable String dataSchema,
            @Nullable String subject,
            @Nullable String time,
            List<Extension> extensions,
            @Nullable Bytes data,
            @Nullable Envelope envelope) {
        this.id = id;
        this.source = source;
        this.type = type;
        this.dataContentType = dataContentType;
        this.dataSchema = dataSchema;
        this.subject = subject;
        this.time = time;
        this.extensions = extensions;
        this.data = data;
        this.envelope = envelope;
    }

    private CloudEvent(CloudEvent from, @Nullable Bytes data) {
        this(
                from.id,
                from.source,
                from.type,
                from.dataContentType,
                from.dataSchema,
                from.subject,
                from.time,
                from.extensions,
                data,
                null);
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

    /** What the event was decoded from, where it came whole in an event format; null where it did not. */
    public @Nullable Envelope envelope() {
        return envelope;
    }

    /** An equal event that can be kept without its request: without envelope, its data in an array of its own. */
    public CloudEvent detached() {
        if (data == null) {
            return envelope == null ? this : new CloudEvent(this, null);
        }
        boolean isOwn = data.array().length == data.length();
        return isOwn && envelope == null ? this : new CloudEvent(this, isOwn ? data : Bytes.of(data.toArray()));
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
}
