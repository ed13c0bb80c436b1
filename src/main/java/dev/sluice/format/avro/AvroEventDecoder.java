package dev.sluice.format.avro;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Envelope;
import dev.sluice.core.event.Extension;
import dev.sluice.core.event.MediaType;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.format.DataText;
import java.util.Base64;

/**
 * Reads the record {@code CloudEvent} (CloudEvents Avro event format 1.0.2, 2.4): a map of attributes, and the data.
 *
 * <p>Data other than bytes is a JSON value, of which the text is written; what it was before it became Avro is not
 * known. Stateless.
 */
final class AvroEventDecoder {

    private static final String IMPLIED_CONTENT_TYPE = "application/json";

    private AvroEventDecoder() {}

    /**
     * Decodes {@code record}; data that is bytes is a slice of it.
     *
     * @throws Refusal if it is not an event, or one that breaks a rule
     */
    static CloudEvent decode(Bytes record) {
        AvroEventReader reader = new AvroEventReader(record);
        CloudEventBuilder event = new CloudEventBuilder();
        attributes(reader, event);
        data(reader, event);
        reader.end();
        return event.envelope(new Envelope(AvroEventFormat.MEDIA_TYPE, record)).build();
    }

    private static void attributes(AvroEventReader reader, CloudEventBuilder event) {
        for (AvroEventReader.Block block = reader.block(); block.count() > 0; block = reader.block()) {
            for (long i = 0; i < block.count(); i++) {
                attribute(reader, event);
            }
            reader.end(block);
        }
    }

    /** An attribute (2.1); one that is null is not there (2.3). */
    private static void attribute(AvroEventReader reader, CloudEventBuilder event) {
        String name = reader.string();
        switch (reader.branch(5)) {
            case 0 -> event.unset(name);
            case 1 -> event.set(name, Boolean.toString(reader.bool()), Extension.Type.BOOLEAN);
            case 2 -> event.set(name, Integer.toString(reader.integer()), Extension.Type.INTEGER);
            case 3 -> event.set(name, reader.string());
            default -> event.set(name, binary(name, reader.bytes()));
        }
    }

    private static String binary(String name, Bytes value) {
        switch (name) {
            case "specversion", "id", "source", "type", "datacontenttype", "dataschema", "subject", "time" ->
                throw Refusal.attribute(name, "must be a string");
            default -> {
                return Base64.getEncoder().encodeToString(value.toArray());
            }
        }
    }

    /** The data (section 3): bytes, none, or a JSON value. Text of another content type is its characters. */
    private static void data(AvroEventReader reader, CloudEventBuilder event) {
        AvroEventData.Type type = AvroEventData.type(reader);
        String contentType = event.dataContentType();
        boolean isJson = contentType == null || MediaType.isJson(contentType);
        if (type == AvroEventData.Type.BYTES) {
            event.data(reader.bytes());
        } else if (type == AvroEventData.Type.STRING && !isJson) {
            event.data(DataText.encode(reader.string(), contentType));
        } else if (type != AvroEventData.Type.NULL) {
            if (!isJson) {
                throw Refusal.data("must be a string or bytes, because datacontenttype is not JSON");
            }
            event.data(Bytes.utf8(AvroEventData.read(reader, type)));
            if (contentType == null) {
                event.implyDataContentType(IMPLIED_CONTENT_TYPE);
            }
        }
    }
}
