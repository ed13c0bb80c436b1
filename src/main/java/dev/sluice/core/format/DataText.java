package dev.sluice.core.format;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.MediaType;
import dev.sluice.core.event.Refusal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import org.jspecify.annotations.Nullable;

/**
 * Data that an event format holds as characters: its bytes are those characters in the charset that the content type
 * declares, which is what the event would have as a body of its own. Stateless.
 */
public final class DataText {

    private DataText() {}

    /**
     * The bytes of {@code text}.
     *
     * @param contentType of the data; null for none. JSON is UTF-8 whatever it declares (RFC 8259, section 8.1)
     * @throws Refusal {@code INVALID_DATA} if the charset is not supported, or lacks a character of the text
     */
    public static Bytes encode(String text, @Nullable String contentType) {
        try {
            ByteBuffer encoded = charset(contentType).newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return Bytes.of(bytes);
        } catch (CharacterCodingException e) {
            throw Refusal.data("has a character that the charset of datacontenttype cannot encode");
        }
    }

    /**
     * The bytes of text that is already there in UTF-8: {@code utf8} itself, if that is the charset.
     *
     * @param utf8 well-formed UTF-8
     * @throws Refusal as {@link #encode}
     */
    public static Bytes ofUtf8(Bytes utf8, @Nullable String contentType) {
        return charset(contentType).equals(StandardCharsets.UTF_8) ? utf8 : encode(utf8.asUtf8(), contentType);
    }

    private static Charset charset(@Nullable String contentType) {
        String name = contentType == null || MediaType.isJson(contentType) ? null : MediaType.charset(contentType);
        if (name == null) {
            return StandardCharsets.UTF_8;
        }
        try {
            Charset charset = Charset.forName(name);
            if (charset.canEncode()) {
                return charset;
            }
        } catch (UnsupportedCharsetException | IllegalCharsetNameException e) {
            // refused below, like a charset that can decode but not encode
        }
        throw Refusal.data("the charset of datacontenttype is not supported; send the data as binary instead");
    }
}
