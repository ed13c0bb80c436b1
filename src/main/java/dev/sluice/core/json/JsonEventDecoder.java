package dev.sluice.core.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Extension;
import dev.sluice.core.event.InvalidEvent;
import dev.sluice.core.event.MediaType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Decodes one event in the JSON event format (CloudEvents JSON event format 1.0.2), strictly (RFC 8259).
 *
 * <p>One streaming pass; JSON data is kept as the slice of the text that it is, so numbers, white space and member
 * order stay as they were sent. Memory is bounded by the text, depth by {@value JsonText#MAX_DEPTH} levels.
 * Thread-safe.
 */
public final class JsonEventDecoder {

    private static final String IMPLIED_CONTENT_TYPE = "application/json";

    /**
     * The event that {@code json} describes.
     *
     * @param json the whole text in UTF-8, without a byte order mark
     * @throws InvalidEvent {@code MALFORMED} where it is not one JSON object, {@code INVALID_ATTRIBUTE} where a member
     *     breaks a rule, {@code INVALID_DATA} where the data contradicts its content type
     */
    public CloudEvent decode(Bytes json) {
        JsonText.checkUtf8(json);
        try (JsonParser parser = JsonText.parser(json)) {
            return read(parser, json);
        } catch (StreamConstraintsException e) {
            throw InvalidEvent.malformed("the JSON is nested deeper than " + JsonText.MAX_DEPTH
                    + " levels, or has member names that are too long or made to collide");
        } catch (IOException e) {
            throw InvalidEvent.malformed("the body is not well-formed JSON");
        }
    }

    private static CloudEvent read(JsonParser parser, Bytes json) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw InvalidEvent.malformed("the body is not a JSON object");
        }
        CloudEvent.Builder event = new CloudEvent.Builder().envelope(json);
        Bytes data = null;
        boolean dataIsString = false;
        Bytes base64 = null;
        boolean base64Seen = false;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            if (name.equals("data")) {
                refuseRepeated(name, data != null);
                data = slice(parser, json);
                dataIsString = token == JsonToken.VALUE_STRING;
            } else if (name.equals("data_base64")) {
                refuseRepeated(name, base64Seen);
                base64Seen = true;
                base64 = base64(parser, token);
            } else if (token == JsonToken.VALUE_NULL) {
                event.unset(name);
            } else {
                attribute(event, name, token, parser);
            }
        }
        if (parser.nextToken() != null) {
            throw InvalidEvent.malformed("the body goes on after the JSON object");
        }
        if (data != null && base64 != null) {
            throw InvalidEvent.data("data and data_base64 must not both be present");
        }
        if (base64 != null) {
            event.data(base64);
        } else if (data != null) {
            event.data(dataOf(event, data, dataIsString));
        }
        return event.build();
    }

    private static void attribute(CloudEvent.Builder event, String name, JsonToken token, JsonParser parser)
            throws IOException {
        switch (token) {
            case VALUE_STRING -> event.set(name, parser.getText());
            case VALUE_TRUE -> event.set(name, "true", Extension.Type.BOOLEAN);
            case VALUE_FALSE -> event.set(name, "false", Extension.Type.BOOLEAN);
            case VALUE_NUMBER_INT -> event.set(name, integer(name, parser.getText()), Extension.Type.INTEGER);
            default ->
                throw InvalidEvent.attribute(
                        name, "must be a string, a boolean or a whole number, as JSON attributes are");
        }
    }

    /** The digits as sent, where they are an Integer of the CloudEvents type system: 32 bits, signed. */
    private static String integer(String name, String digits) {
        try {
            return Integer.toString(Integer.parseInt(digits));
        } catch (NumberFormatException e) {
            throw InvalidEvent.attribute(name, "is out of the range of a 32-bit integer");
        }
    }

    /** The text of the value the parser stands on, exactly; leaves the parser behind it. */
    private static Bytes slice(JsonParser parser, Bytes json) throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        return json.slice(start, (int) parser.currentLocation().getByteOffset());
    }

    private static @Nullable Bytes base64(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token != JsonToken.VALUE_STRING) {
            throw InvalidEvent.data("data_base64 must be a string");
        }
        try {
            return Bytes.of(Base64.getDecoder().decode(parser.getText()));
        } catch (IllegalArgumentException e) {
            throw InvalidEvent.data("data_base64 is not base64 (RFC 4648, section 4)");
        }
    }

    /**
     * The bytes of {@code data} (3.1.2): the JSON text itself where the content type is JSON or implied to be; else
     * the string it holds, in the charset that the content type declares.
     */
    private static Bytes dataOf(CloudEvent.Builder event, Bytes data, boolean isString) throws IOException {
        String contentType = event.dataContentType();
        if (contentType == null) {
            event.implyDataContentType(IMPLIED_CONTENT_TYPE);
            return data;
        }
        if (MediaType.isJson(contentType)) {
            return data;
        }
        if (!isString) {
            throw InvalidEvent.data("must be a string, or data_base64, where datacontenttype is not JSON");
        }
        try (JsonParser parser = JsonText.parser(data)) {
            parser.nextToken();
            return encode(parser.getText(), charset(contentType));
        }
    }

    private static Charset charset(String contentType) {
        String name = MediaType.charset(contentType);
        if (name == null) {
            return StandardCharsets.UTF_8;
        }
        try {
            Charset charset = Charset.forName(name);
            if (charset.canEncode()) {
                return charset;
            }
        } catch (UnsupportedCharsetException | IllegalCharsetNameException e) {
            // refused below, like a charset that can only be read
        }
        throw InvalidEvent.data("the charset of datacontenttype is not known here; send data_base64");
    }

    private static Bytes encode(String text, Charset charset) {
        try {
            ByteBuffer encoded = charset.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return Bytes.of(bytes);
        } catch (CharacterCodingException e) {
            throw InvalidEvent.data("has a character that the charset of datacontenttype does not have");
        }
    }

    private static void refuseRepeated(String name, boolean seen) {
        if (seen) {
            throw InvalidEvent.malformed("the member " + name + " must not be repeated");
        }
    }
}
