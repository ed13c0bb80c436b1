package dev.sluice.core.format;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Extension;
import dev.sluice.core.event.MediaType;
import dev.sluice.core.json.JsonScanner;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Writes an event in the JSON event format (CloudEvents JSON event format 1.0.2).
 *
 * <p>Every event can be written. If the content type says JSON and the data is JSON, it becomes the member
 * {@code data}, byte for byte; otherwise it becomes {@code data_base64}. Stateless.
 */
final class JsonEventEncoder {

    private static final int ATTRIBUTES_USUALLY = 512;

    private JsonEventEncoder() {}

    /** The event as JSON text in UTF-8, with {@code data}; null for none. */
    static Bytes write(CloudEvent event, @Nullable Bytes data) {
        StringBuilder json = new StringBuilder(ATTRIBUTES_USUALLY);
        json.append("{\"specversion\":\"").append(CloudEvent.SPEC_VERSION).append('"');
        write(json, "id", event.id());
        write(json, "source", event.source());
        write(json, "type", event.type());
        write(json, "datacontenttype", event.dataContentType());
        write(json, "dataschema", event.dataSchema());
        write(json, "subject", event.subject());
        write(json, "time", event.time());
        for (Extension extension : event.extensions()) {
            if (extension.type() == Extension.Type.STRING) {
                write(json, extension.name(), extension.value());
            } else {
                json.append(",\"").append(extension.name()).append("\":").append(extension.value());
            }
        }
        if (data == null) {
            return Bytes.utf8(json.append('}').toString());
        }
        String contentType = event.dataContentType();
        if (contentType != null && MediaType.isJson(contentType) && JsonScanner.isValue(data)) {
            return join(json.append(",\"data\":"), data, "}");
        }
        ByteBuffer base64 = Base64.getEncoder().encode(ByteBuffer.wrap(data.array(), data.offset(), data.length()));
        return join(json.append(",\"data_base64\":\""), Bytes.of(base64.array()).slice(0, base64.limit()), "\"}");
    }

    private static Bytes join(StringBuilder before, Bytes data, String after) {
        byte[] head = before.toString().getBytes(StandardCharsets.UTF_8);
        byte[] tail = after.getBytes(StandardCharsets.UTF_8);
        ByteBuffer json = ByteBuffer.allocate(head.length + data.length() + tail.length);
        json.put(head).put(data.array(), data.offset(), data.length()).put(tail);
        return Bytes.of(json.array());
    }

    /**
     * Writes a string member. Only two characters need escapes, because attribute values have no control characters.
     */
    private static void write(StringBuilder json, String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        json.append(",\"").append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\');
            }
            json.append(c);
        }
        json.append('"');
    }
}
