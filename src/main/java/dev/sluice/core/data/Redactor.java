package dev.sluice.core.data;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.JsonScanner;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes a text anew without what is redacted in it, while a scan goes over it.
 *
 * <p>Everything else is copied as it is, and nothing is copied before the first redaction. What is dropped goes with
 * the comma before it, or with the one behind it where nothing that stays is before it. Made for one text on one
 * thread.
 */
final class Redactor {

    /** How much longer than it was redacted data may be: short values can be many, and their hashes are not short. */
    static final int MAX_GROWTH = 1 << 20;

    private static final byte[] NOTHING = {};
    private static final byte[] MASK = "\"***\"".getBytes(StandardCharsets.US_ASCII);

    private final Bytes json;
    private final @Nullable Hmac hmac;

    private byte[] written = NOTHING;
    private int length;
    private int copied;
    private int item;
    private int comma;
    private boolean leading;
    private boolean commaToGo;
    private boolean inside;

    Redactor(Bytes json, @Nullable Hmac hmac) {
        this.json = json;
        this.hmac = hmac;
    }

    /**
     * A member or element starts at {@code start}, behind the comma at {@code comma} or, at NONE, behind the bracket.
     */
    void item(int start, int comma) {
        if (inside) {
            return;
        }
        this.item = start;
        this.comma = comma;
        leading = comma == JsonScanner.NONE || commaToGo;
        if (commaToGo) {
            copied = comma + 1;
            commaToGo = false;
        }
    }

    /** An object or array ends. */
    void close() {
        if (!inside) {
            commaToGo = false;
        }
    }

    /** The value of the present member or element, which starts here, is to be redacted as a whole. */
    void enter() {
        inside = true;
    }

    /** That value was the one from {@code start} to {@code end}. */
    void leave(Redaction redaction, int start, int end) {
        inside = false;
        switch (redaction) {
            case DROP -> {
                replace(leading ? item : comma, end, NOTHING);
                commaToGo = leading;
            }
            case MASK -> replace(start, end, MASK);
            case HASH -> replace(start, end, hash(json.slice(start, end)));
        }
    }

    private byte[] hash(Bytes value) {
        if (hmac == null) {
            throw new IllegalStateException("a query with hashes has a secret");
        }
        return ('"' + hmac.hexOfValue(value) + '"').getBytes(StandardCharsets.US_ASCII);
    }

    private void replace(int start, int end, byte[] replacement) {
        write(json.array(), json.offset() + copied, start - copied);
        write(replacement, 0, replacement.length);
        copied = end;
    }

    private void write(byte[] from, int start, int count) {
        if (count > written.length - length) {
            grow(count);
        }
        System.arraycopy(from, start, written, length, count);
        length += count;
    }

    private void grow(int count) {
        int most = json.length() + MAX_GROWTH;
        if (count > most - length) {
            throw Refusal.data("grows by more than " + MAX_GROWTH + " bytes where it is redacted");
        }
        int usually = Math.max(json.length(), written.length + (written.length >> 1));
        written = Arrays.copyOf(written, Math.max(Math.min(usually, most), length + count));
    }

    /** The text as it is now, in an array of its own; the very same one where nothing was redacted. */
    Bytes result() {
        if (copied == 0) {
            return json;
        }
        write(json.array(), json.offset() + copied, json.length() - copied);
        return Bytes.of(length == written.length ? written : Arrays.copyOf(written, length));
    }
}
