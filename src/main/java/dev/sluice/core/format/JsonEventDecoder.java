package dev.sluice.core.format;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Extension;
import dev.sluice.core.event.MediaType;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.JsonScanner;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads one event in the JSON event format (CloudEvents JSON event format 1.0.2), strictly (RFC 8259).
 *
 * <p>One streaming pass. The text bounds the memory, and nesting is limited to {@value JsonScanner#MAX_DEPTH} levels.
 * Stateless.
 */
final class JsonEventDecoder {

    private static final String IMPLIED_CONTENT_TYPE = "application/json";

    private JsonEventDecoder() {}

    /**
     * Reads the event that the scanner is at, and moves past it.
     *
     * @return the event, still to be built
     */
    static CloudEventBuilder read(JsonScanner scanner, String refusalOfAnythingElse) {
        CloudEventBuilder event = new CloudEventBuilder();
        Bytes data = null;
        Bytes base64 = null;
        boolean base64Seen = false;
        scanner.enterObject(refusalOfAnythingElse);
        for (String name = scanner.nextName(); name != null; name = scanner.nextName()) {
            switch (name) {
                case "data" -> {
                    refuseRepeated(name, data != null);
                    data = scanner.value();
                }
                case "data_base64" -> {
                    refuseRepeated(name, base64Seen);
                    base64Seen = true;
                    base64 = base64(scanner);
                }
                default -> attribute(event, name, scanner);
            }
        }
        if (data != null && base64 != null) {
            throw Refusal.data("data and data_base64 must not both be present");
        }
        if (base64 != null) {
            event.data(base64);
        } else if (data != null) {
            event.data(dataOf(event, data));
        }
        return event;
    }

    private static void attribute(CloudEventBuilder event, String name, JsonScanner scanner) {
        switch (scanner.kind()) {
            case STRING -> event.set(name, scanner.string());
            case TRUE, FALSE -> event.set(name, scanner.value().asUtf8(), Extension.Type.BOOLEAN);
            case NUMBER -> event.set(name, integer(name, scanner.value().asUtf8()), Extension.Type.INTEGER);
            case NULL -> {
                scanner.value();
                event.unset(name);
            }
            case OBJECT, ARRAY -> throw notAnAttributeType(name);
        }
    }

    private static Refusal notAnAttributeType(String name) {
        return Refusal.attribute(name, "must be a string, a boolean or a whole number in JSON");
    }

    /** The digits as sent, if they are an Integer of the CloudEvents type system: 32 bits, signed. */
    private static String integer(String name, String number) {
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if (c == '.' || c == 'e' || c == 'E') {
                throw notAnAttributeType(name);
            }
        }
        try {
            return Integer.toString(Integer.parseInt(number));
        } catch (NumberFormatException e) {
            throw Refusal.attribute(name, "is out of the range of a 32-bit integer");
        }
    }

    private static @Nullable Bytes base64(JsonScanner scanner) {
        if (scanner.kind() == JsonScanner.Kind.NULL) {
            scanner.value();
            return null;
        }
        if (scanner.kind() != JsonScanner.Kind.STRING) {
            throw Refusal.data("data_base64 must be a string");
        }
        try {
            return Bytes.of(Base64.getDecoder().decode(scanner.string()));
        } catch (IllegalArgumentException e) {
            throw Refusal.data("data_base64 is not base64 (RFC 4648, section 4)");
        }
    }

    /**
     * The bytes of {@code data} (3.1.2). If the content type is JSON, or implied to be, they are the JSON text itself.
     * Otherwise they are the string, encoded in the charset that the content type declares.
     */
    private static Bytes dataOf(CloudEventBuilder event, Bytes data) {
        String contentType = event.dataContentType();
        if (contentType == null) {
            event.implyDataContentType(IMPLIED_CONTENT_TYPE);
            return data;
        }
        if (MediaType.isJson(contentType)) {
            return data;
        }
        JsonScanner scanner = new JsonScanner(data);
        if (scanner.kind() != JsonScanner.Kind.STRING) {
            throw Refusal.data("must be a string, or be sent as data_base64, because datacontenttype is not JSON");
        }
        return DataText.encode(scanner.string(), contentType);
    }

    private static void refuseRepeated(String name, boolean seen) {
        if (seen) {
            throw Refusal.malformed("the member " + name + " must not be repeated");
        }
    }
}
