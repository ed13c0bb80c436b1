package dev.sluice.core.data;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.JsonScanner;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes a text without what is redacted in it, while a scan reads it.
 *
 * <p>Everything else is copied unchanged, and nothing is copied before the first redaction. A dropped member or element
 * goes with the comma before it, or with the comma after it if nothing before it remains. For one text on one thread.
 */
final class Redactor {

    /**
     * How much longer redaction may make the data. Many short values may be hashed, and a hash is longer than they are.
     */
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
     * A member or element begins at {@code start}, after the comma at {@code comma} or, if that is NONE, after the
     * bracket.
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

    /** The value of the current member or element, which starts here, is redacted as a whole. */
    void enter() {
        inside = true;
    }

    /** The redacted value was the text from {@code start} to {@code end}. */
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
            throw Refusal.data("would grow by more than " + MAX_GROWTH + " bytes when it is redacted");
        }
        int usually = Math.max(json.length(), written.length + (written.length >> 1));
        written = Arrays.copyOf(written, Math.max(Math.min(usually, most), length + count));
    }

    /** The redacted text in an array of its own; the same instance as before if nothing was redacted. */
    Bytes result() {
        if (copied == 0) {
            return json;
        }
        write(json.array(), json.offset() + copied, json.length() - copied);
        return Bytes.of(length == written.length ? written : Arrays.copyOf(written, length));
    }
}
