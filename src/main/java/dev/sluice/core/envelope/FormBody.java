package dev.sluice.core.envelope;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one field of a form-encoded body ({@code application/x-www-form-urlencoded}), strictly: each byte is printable
 * ASCII, and each percent sign is followed by two hex digits.
 *
 * <p>Costs one pass over the body, and a copy of the field without its encoding. Stateless.
 */
final class FormBody {

    /** No web hook has more than a few. */
    static final int MAX_FIELDS = 100;

    private FormBody() {}

    /**
     * The decoded value of the field {@code name}; any bytes.
     *
     * @throws Refusal {@code MALFORMED} if the body is not a form, has more than {@value #MAX_FIELDS} fields, or has
     *     none of that name or several
     */
    static Bytes field(Bytes body, String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        @Nullable Bytes found = null;
        int fields = 0;
        for (int start = 0; start < body.length(); ) {
            int end = next(body, '&', start, body.length());
            if (fields++ == MAX_FIELDS) {
                throw Refusal.malformed("the form has more than " + MAX_FIELDS + " fields");
            }
            int equals = next(body, '=', start, end);
            if (Arrays.equals(decoded(body, start, equals), wanted)) {
                if (found != null) {
                    throw Refusal.malformed("the form has the field " + name + " twice");
                }
                found = Bytes.of(decoded(body, Math.min(equals + 1, end), end));
            } else {
                check(body, equals, end);
            }
            start = end + 1;
        }
        if (found == null) {
            throw Refusal.malformed("the form has no field " + name);
        }
        return found;
    }

    private static int next(Bytes body, char wanted, int start, int end) {
        int at = start;
        while (at < end && body.at(at) != wanted) {
            at++;
        }
        return at;
    }

    private static byte[] decoded(Bytes body, int start, int end) {
        byte[] bytes = new byte[end - start];
        int length = 0;
        for (int at = start; at < end; at++) {
            int b = read(body, at, end);
            bytes[length++] = (byte) b;
            at += body.at(at) == '%' ? 2 : 0;
        }
        return Arrays.copyOf(bytes, length);
    }

    private static void check(Bytes body, int start, int end) {
        for (int at = start; at < end; at++) {
            read(body, at, end);
        }
    }

    /** The byte that is encoded at {@code at}. */
    private static int read(Bytes body, int at, int end) {
        byte b = body.at(at);
        if (b == '%') {
            int high = at + 2 < end ? hex(body.at(at + 1)) : -1;
            int low = at + 2 < end ? hex(body.at(at + 2)) : -1;
            if (high < 0 || low < 0) {
                throw Refusal.malformed("the form has a percent sign that is not followed by two hex digits");
            }
            return high << 4 | low;
        }
        if (b <= 0x20 || b == 0x7F) {
            throw Refusal.malformed("the form has a character that must be percent-encoded");
        }
        return b == '+' ? ' ' : b;
    }

    private static int hex(byte b) {
        return b < 0 ? -1 : Character.digit(b, 16);
    }
}
