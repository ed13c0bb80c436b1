package dev.sluice.format.protobuf;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.JsonScanner;
import dev.sluice.core.json.Utf8;
import java.util.Arrays;

/**
 * The JSON text that is read: where its reader is, and the current text, which is a name or a string without quotes and
 * escapes, or the characters of a number. Nothing is copied unless it has escapes. For one value on one thread.
 */
final class JsonInput {

    final JsonScanner scanner;
    final Place place = new Place();

    private final Bytes json;
    private final byte[] bytes;
    private byte[] text;
    private int textFrom;
    private int textTo;

    JsonInput(Bytes json) {
        this.json = json;
        this.bytes = json.array();
        this.text = bytes;
        this.scanner = new JsonScanner(json);
    }

    /** The array that holds the current text. */
    byte[] text() {
        return text;
    }

    /** The index of the first byte of the current text. */
    int from() {
        return textFrom;
    }

    /** The index after the last byte of the current text. */
    int to() {
        return textTo;
    }

    /** The kind of the value that comes next. */
    JsonScanner.Kind kind() {
        return scanner.kind();
    }

    /** The name of the current member becomes the current text; false if UTF-8 cannot hold it. */
    boolean useName() {
        return use(scanner.nameStart(), scanner.nameEnd(), scanner.nameEscaped());
    }

    /** Reads a string, which becomes the current text. */
    void useString() {
        if (kind() != JsonScanner.Kind.STRING) {
            throw refused("must be a string");
        }
        int start = scanner.position();
        boolean escaped = scanner.skipString();
        if (!use(start, scanner.position(), escaped)) {
            throw notUtf8();
        }
    }

    /** Reads a number, or a string that should hold one; its characters become the current text. */
    void useNumber() {
        if (kind() == JsonScanner.Kind.STRING) {
            useString();
            return;
        }
        if (kind() != JsonScanner.Kind.NUMBER) {
            throw refused("must be a number");
        }
        text = bytes;
        textFrom = json.offset() + scanner.position();
        scanner.skip(0);
        textTo = json.offset() + scanner.position();
    }

    private boolean use(int start, int end, boolean escaped) {
        if (!escaped) {
            text = bytes;
            textFrom = json.offset() + start + 1;
            textTo = json.offset() + end - 1;
            return true;
        }
        byte[] unescaped = Utf8.encode(JsonScanner.characters(json.slice(start, end)));
        if (unescaped == null) {
            return false;
        }
        text = unescaped;
        textFrom = 0;
        textTo = unescaped.length;
        return true;
    }

    /** Whether the current text is {@code wanted}. */
    boolean textIs(byte[] wanted) {
        return textTo - textFrom == wanted.length && Arrays.equals(text, textFrom, textTo, wanted, 0, wanted.length);
    }

    /** The refusal of a text that UTF-8 cannot hold. */
    Refusal notUtf8() {
        return refused("has half of a surrogate pair, which UTF-8 cannot hold");
    }

    /** The refusal of the value at the current place; {@code rule} goes on after the place. */
    Refusal refused(String rule) {
        String pointer = place.toString();
        return Refusal.data((pointer.isEmpty() ? "the value" : pointer) + " " + rule);
    }
}
