package dev.sluice.core.event;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A valid CloudEvent 1.0. Only a {@link CloudEventBuilder} makes one, so every instance keeps all rules of the
 * specification on attributes.
 *
 * <p>Values are the text that was sent, never rewritten: a time keeps its digits, a URI its case. Immutable. Two events
 * are equal if their attributes and data are; the {@link #envelope()} does not count.
 */
public final class CloudEvent implements Parkable {

    /** The only version of the specification that Sluice reads and writes. */
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

    /** The identifier, unique within the source; not empty. */
    public String id() {
        return id;
    }

    /** The context in which the event happened: a URI-reference, not empty. */
    public String source() {
        return source;
    }

    /** The type of the event, such as {@code com.example.order.placed}; not empty. */
    public String type() {
        return type;
    }

    /** The media type of the data with its parameters, as sent; null for none. */
    public @Nullable String dataContentType() {
        return dataContentType;
    }

    /** The URI of the data's schema, not empty; null for none. */
    public @Nullable String dataSchema() {
        return dataSchema;
    }

    /** What the event is about, within its source, not empty; null for none. */
    public @Nullable String subject() {
        return subject;
    }

    /** When the event happened: RFC 3339, as sent; null for none. */
    public @Nullable String time() {
        return time;
    }

    /**
     * When the event happened, in milliseconds since 1970 UTC, negative before; null if the event has no time. Digits
     * beyond milliseconds are cut off.
     */
    public @Nullable Long timeMillis() {
        return time == null ? null : Timestamp.epochMillis(time);
    }

    /** The extension attributes in the order they were sent, each name once; must not be changed. */
    public List<Extension> extensions() {
        return extensions;
    }

    /** The data, byte for byte; null if the event has none. Empty data is not the same as no data. */
    public @Nullable Bytes data() {
        return data;
    }

    /** What the event was decoded from; null if it did not arrive as one text in an event format, or is detached. */
    public @Nullable Envelope envelope() {
        return envelope;
    }

    /** An equal event that can outlive its request: it has no envelope, and its data is in an array of its own. */
    public CloudEvent detached() {
        if (data == null) {
            return envelope == null ? this : new CloudEvent(this, null);
        }
        boolean isOwn = data.array().length == data.length();
        return isOwn && envelope == null ? this : new CloudEvent(this, isOwn ? data : Bytes.of(data.toArray()));
    }

    /** The value of the attribute {@code name} in canonical string form; null if the event does not have it. */
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

    /** Source and id, which identify the event; never its data. */
    @Override
    public String toString() {
        return source + " " + id;
    }
}
