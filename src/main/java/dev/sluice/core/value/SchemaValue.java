package dev.sluice.core.value;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.MediaType;
import dev.sluice.core.event.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values that a schema describes: JSON data in the format of the schema, and data that is in this format already as it
 * is, both with the same framing. Other data is refused. Costs what the serializer does. Thread-safe.
 */
public final class SchemaValue implements ValueFormat {

    private static final String SUBJECT_SUFFIX = "-value";

    private static final List<String> AVRO =
            List.of("application/avro", "avro/binary", "application/vnd.apache.avro+binary", "application/x-avro");
    private static final List<String> PROTOBUF =
            List.of("application/protobuf", "application/x-protobuf", "application/vnd.google.protobuf");
    private static final List<String> JSON = List.of("application/json");

    private final SchemaType type;

    /** What data in the format may say that it is: that of the values first. */
    private final List<String> mediaTypes;

    private final SchemaSource source;

    /** Values by the schemas of {@code source}, which are of {@code type}. */
    public SchemaValue(SchemaType type, SchemaSource source) {
        this.type = type;
        this.mediaTypes = switch (type) {
            case AVRO -> AVRO;
            case PROTOBUF -> PROTOBUF;
            case JSON -> JSON;
        };
        this.source = source;
    }

    /** The subject that goes with a topic, as Confluent's {@code TopicNameStrategy} names it. */
    public static String subjectOf(String topic) {
        return topic + SUBJECT_SUFFIX;
    }

    @Override
    public String mediaType() {
        return mediaTypes.get(0);
    }

    @Override
    public byte[] value(Bytes data, @Nullable String contentType, String topic, @Nullable String subject) {
        boolean isJson = contentType != null && MediaType.isJson(contentType);
        if (!isJson && !isWritten(contentType)) {
            throw Refusal.data(
                    type == SchemaType.JSON
                            ? "must have a JSON content type, because the route checks it against a schema"
                            : "must have a JSON content type, or " + mediaType() + ", because the route writes it as "
                                    + (type == SchemaType.AVRO ? "Avro" : "Protobuf"));
        }
        Writer writer = source.writer(subject == null ? subjectOf(topic) : subject);
        return isJson ? writer.write(data) : writer.frame(data);
    }

    /** Whether the data is in the format already. */
    private boolean isWritten(@Nullable String contentType) {
        if (contentType != null) {
            for (String mediaType : mediaTypes) {
                if (MediaType.is(contentType, mediaType)) {
                    return true;
                }
            }
        }
        return false;
    }
}
