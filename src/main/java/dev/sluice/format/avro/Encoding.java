package dev.sluice.format.avro;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.json.JsonScanner;
import dev.sluice.core.json.JsonScanner.Kind;
import dev.sluice.core.json.Utf8;
import java.util.Arrays;

/**
 * One JSON text on its way to Avro: a scanner, a buffer, and what the levels that are open have noted.
 *
 * <p>The text is read once, from front to back, and each value is written as it is read; a record then puts its fields
 * into the order of the schema. So the time is linear in the text for each level, and there are at most
 * {@value #MAX_DEPTH} of them. For one thread.
 */
final class Encoding {

    /** Levels of objects and arrays that are written; the next one is refused. */
    static final int MAX_DEPTH = 64;

    /** How much longer than the data a value may get: by a factor, and by bytes beyond that. */
    private static final int MAX_RATIO = 16;

    private static final int MAX_GROWTH = 1 << 20;

    private static final int FEW_NOTES = 64;

    private final Bytes json;
    private final JsonScanner scanner;
    private final AvroBuffer out;
    private int[] notes = new int[FEW_NOTES];
    private int noted;
    private int depth;

    private byte[] text;
    private int textStart;
    private int textEnd;

    /** At the start of {@code json}; {@code prefix} goes before what is written. */
    Encoding(Bytes json, byte[] prefix) {
        this.json = json;
        this.scanner = new JsonScanner(json);
        this.text = json.array();
        long limit = (long) prefix.length + MAX_GROWTH + (long) MAX_RATIO * json.length();
        // room for what is put into order, which is there twice for a moment
        int capacity = prefix.length + json.length() + json.length() / 4 + Long.BYTES;
        this.out = new AvroBuffer(capacity, Math.min(limit, Integer.MAX_VALUE - Long.BYTES));
        out.writeFixed(prefix, 0, prefix.length);
    }

    /**
     * Writes the whole text by {@code writer}.
     *
     * @param bare whether bytes are written, whose length is to be left out
     * @return the prefix, and what was written
     */
    byte[] write(ValueWriter writer, boolean bare) {
        int start = out.size();
        scanner.skipBlanks();
        writer.write(this);
        scanner.end();
        if (bare) {
            out.dropLength(start);
        }
        return out.toArray();
    }

    JsonScanner scanner() {
        return scanner;
    }

    AvroBuffer out() {
        return out;
    }

    /** How many levels are open. */
    int depth() {
        return depth;
    }

    /**
     * Checks that the value that comes next is of {@code kind}.
     *
     * @return its position
     * @throws Misfit with the rule {@code otherwise}
     */
    int expect(Kind kind, String otherwise) {
        int position = scanner.position();
        if (scanner.kind() != kind) {
            throw Misfit.at(position, otherwise);
        }
        return position;
    }

    /** Opens a level, which is the object or array at {@code position}. */
    void open(int position) {
        if (depth == MAX_DEPTH) {
            throw Misfit.at(position, "is nested deeper than " + MAX_DEPTH + " levels");
        }
        depth++;
    }

    /** Closes a level. */
    void close() {
        depth--;
    }

    /** Where the text of the current member's name, or of the last string or number, is: see the next two. */
    byte[] text() {
        return text;
    }

    int textStart() {
        return textStart;
    }

    int textEnd() {
        return textEnd;
    }

    /** Moves past the number that comes next, which is the text then. */
    void readNumber() {
        text = json.array();
        textStart = json.offset() + scanner.position();
        scanner.skip(depth);
        textEnd = json.offset() + scanner.position();
    }

    /**
     * Moves past the string at {@code position}, which comes next. Its characters in UTF-8 are the text then.
     *
     * @throws Misfit if it has an unpaired surrogate
     */
    void readString(int position) {
        boolean escaped = scanner.skipString();
        text(position, scanner.position(), escaped);
    }

    /**
     * Takes the characters of the current member's name as the text.
     *
     * @throws Misfit if it has an unpaired surrogate
     */
    void readName() {
        text(scanner.nameStart(), scanner.nameEnd(), scanner.nameEscaped());
    }

    private void text(int start, int end, boolean escaped) {
        if (!escaped) {
            text = json.array();
            textStart = json.offset() + start + 1;
            textEnd = json.offset() + end - 1;
            return;
        }
        byte[] characters = Utf8.encode(JsonScanner.characters(json.slice(start, end)));
        if (characters == null) {
            throw Misfit.at(start, "has an unpaired surrogate, so it cannot be written in UTF-8");
        }
        text = characters;
        textStart = 0;
        textEnd = characters.length;
    }

    /** Moves past the value that comes next, and returns whether {@code writer} takes it. Writes nothing. */
    boolean takes(ValueWriter writer) {
        int position = scanner.position();
        int size = out.size();
        try {
            writer.write(this);
            return true;
        } catch (Misfit e) {
            scanner.backTo(position);
            scanner.skip(depth);
            return false;
        } finally {
            out.cut(size);
        }
    }

    /**
     * Moves past the value that comes next, and returns whether {@code writer} takes it; of an object or array only its
     * kind is looked at. Writes nothing.
     */
    boolean mayTake(ValueWriter writer) {
        Kind kind = scanner.kind();
        if (!writer.kinds().contains(kind)) {
            return false;
        }
        if (kind == Kind.OBJECT || kind == Kind.ARRAY) {
            scanner.skip(depth);
            return true;
        }
        return takes(writer);
    }

    /** Makes room for {@code count} notes, each {@link JsonScanner#NONE}, and returns the number of the first. */
    int takeNotes(int count) {
        int first = noted;
        noted += count;
        if (noted > notes.length) {
            notes = Arrays.copyOf(notes, Math.max(noted, 2 * notes.length));
        }
        Arrays.fill(notes, first, noted, JsonScanner.NONE);
        return first;
    }

    /** Drops the notes from {@code first} on. */
    void dropNotes(int first) {
        noted = first;
    }

    int note(int number) {
        return notes[number];
    }

    void note(int number, int value) {
        notes[number] = value;
    }
}
