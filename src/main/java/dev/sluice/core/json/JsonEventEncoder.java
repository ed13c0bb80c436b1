package dev.sluice.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Extension;
import dev.sluice.core.event.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Encodes an event in the JSON event format (CloudEvents JSON event format 1.0.2).
 *
 * <p>Total: every event can be encoded. Data that is JSON, by its content type and in fact, becomes the member
 * {@code data} byte for byte; any other becomes {@code data_base64}. Thread-safe.
 */
public final class JsonEventEncoder {

    private static final int ATTRIBUTES_USUALLY = 512;
    private static final JsonFactory FACTORY = new JsonFactory();

    /** The JSON text of {@code event} in UTF-8: the one it was decoded from where there is one. */
    public Bytes encode(CloudEvent event) {
        Bytes envelope = event.envelope();
        return envelope != null ? envelope : write(event);
    }

    private static Bytes write(CloudEvent event) {
        Bytes data = event.data();
        ByteArrayOutputStream out = new ByteArrayOutputStream(ATTRIBUTES_USUALLY + (data == null ? 0 : data.length()));
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("specversion", CloudEvent.SPEC_VERSION);
            json.writeStringField("id", event.id());
            json.writeStringField("source", event.source());
            json.writeStringField("type", event.type());
            writeIfPresent(json, "datacontenttype", event.dataContentType());
            writeIfPresent(json, "dataschema", event.dataSchema());
            writeIfPresent(json, "subject", event.subject());
            writeIfPresent(json, "time", event.time());
            for (Extension extension : event.extensions()) {
                write(json, extension);
            }
            if (data != null) {
                write(json, out, event.dataContentType(), data);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return Bytes.of(out.toByteArray());
    }

    private static void writeIfPresent(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    private static void write(JsonGenerator json, Extension extension) throws IOException {
        json.writeFieldName(extension.name());
        switch (extension.type()) {
            case STRING -> json.writeString(extension.value());
            case INTEGER, BOOLEAN -> json.writeRawValue(extension.value());
        }
    }

    private static void write(JsonGenerator json, ByteArrayOutputStream out, @Nullable String contentType, Bytes data)
            throws IOException {
        if (contentType != null && MediaType.isJson(contentType) && JsonText.isValue(data)) {
            json.writeFieldName("data");
            json.writeRawValue("");
            json.flush();
            out.write(data.array(), data.offset(), data.length());
        } else {
            json.writeFieldName("data_base64");
            json.writeBinary(data.array(), data.offset(), data.length());
        }
    }
}
