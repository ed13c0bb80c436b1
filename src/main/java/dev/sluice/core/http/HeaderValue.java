package dev.sluice.core.http;

import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.Utf8;
import java.nio.charset.StandardCharsets;

/**
 * Decodes the value of a {@code ce-} header: first quotes, then percent-encoding, once (CloudEvents HTTP binding 1.0.2,
 * 3.1.3.2). If the sender is known not to encode, the value is taken as it is.
 *
 * <p>A value in plain printable ASCII, as nearly all are, is returned as it is. Stateless.
 */
public final class HeaderValue {

    private HeaderValue() {}

    /**
     * The text that {@code value} encodes.
     *
     * @param name the attribute, for the refusal
     * @param value the header's value, one character for each byte
     * @throws Refusal {@code INVALID_ATTRIBUTE} for characters that must be encoded and are not, an incomplete escape,
     *     an unclosed quote, or bytes that are not UTF-8
     */
    static String decode(String name, String value) {
        boolean escaped = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            checkNoControl(name, c);
            if (c > 0x7F) {
                throw Refusal.attribute(
                        name, "characters other than printable ASCII must be percent-encoded in a header");
            }
            escaped |= c == '%';
        }
        String text = !value.isEmpty() && value.charAt(0) == '"' ? unquote(name, value) : value;
        return escaped ? percentDecode(name, text) : text;
    }

    /**
     * The text of which {@code value} has the bytes: nothing is unquoted, and no percent sequence decoded.
     *
     * @param name the attribute, for the refusal
     * @param value the header's value, one character for each byte
     * @throws Refusal {@code INVALID_ATTRIBUTE} for control characters, or bytes that are not UTF-8: no other charset
     *     is guessed at
     */
    public static String raw(String name, String value) {
        boolean ascii = true;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            checkNoControl(name, c);
            ascii &= c < 0x80;
        }
        if (ascii) {
            return value;
        }
        byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
        if (!Utf8.isValid(bytes, 0, bytes.length)) {
            throw Refusal.attribute(name, "has bytes in its header that are not UTF-8");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void checkNoControl(String name, char c) {
        if (c < 0x20 || c == 0x7F) {
            throw Refusal.attribute(name, "must not contain control characters");
        }
    }

    private static String unquote(String name, String value) {
        int end = value.length() - 1;
        StringBuilder text = new StringBuilder(end);
        for (int i = 1; i < end; i++) {
            char c = value.charAt(i);
            if (c == '"') {
                throw Refusal.attribute(name, "has a quote inside a quoted header value");
            }
            if (c == '\\') {
                i++;
                if (i == end) {
                    throw Refusal.attribute(name, "has a quoted header value without its closing quote");
                }
                c = value.charAt(i);
            }
            text.append(c);
        }
        if (end < 1 || value.charAt(end) != '"') {
            throw Refusal.attribute(name, "has a quoted header value without its closing quote");
        }
        return text.toString();
    }

    private static String percentDecode(String name, String text) {
        byte[] bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw Refusal.attribute(name, "has a percent sign that is not followed by two hex digits");
                }
                bytes[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                bytes[length++] = (byte) c;
            }
        }
        if (!Utf8.isValid(bytes, 0, length)) {
            throw Refusal.attribute(name, "is not UTF-8 after percent-decoding");
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
