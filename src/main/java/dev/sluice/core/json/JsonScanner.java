package dev.sluice.core.json;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON text strictly by RFC 8259, and returns values as slices of its bytes.
 *
 * <p>Nothing is converted, so long numbers cost nothing. Nothing is recursive, so depth costs one bit a level, up to
 * {@value #MAX_DEPTH} levels. Nothing outlives the text, so a hostile text cannot affect others.
 *
 * <p>Jackson cannot replace it. Its parser for bytes keeps a table of names; after one sender filled that with names
 * that collide, it refused the texts of all others until the process ended. Without the table, Jackson parses
 * characters, and the byte offsets that the data is cut out by are lost.
 *
 * <p>For one text on one thread. Every refusal is {@code MALFORMED} and names the byte. The order of this file: objects
 * and arrays, positions, values, grammar.
 */
public final class JsonScanner {

    /**
     * Levels of nesting; the 1001st is refused. The envelope counts as a level, also for data that came without one.
     */
    public static final int MAX_DEPTH = 1000;

    /** The position of something that is not there. */
    public static final int NONE = -1;

    /** The kinds of value, which the first byte tells. */
    public enum Kind {
        OBJECT,
        ARRAY,
        STRING,
        NUMBER,
        TRUE,
        FALSE,
        NULL
    }

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final int HEX_DIGITS = 4;

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final Bytes text;
    private final byte[] bytes;
    private final int end;
    private int at;
    private boolean anyMember;
    private boolean anyElement;
    private int comma;
    private int nameStart;
    private int nameEnd;
    private boolean nameEscaped;

    /** A scanner at the start of {@code text}, which is refused if it is not well-formed UTF-8. */
    public JsonScanner(Bytes text) {
        if (!Utf8.isValid(text.array(), text.offset(), text.length())) {
            throw Refusal.malformed("the JSON is not well-formed UTF-8");
        }
        this.text = text;
        this.bytes = text.array();
        this.at = text.offset();
        this.end = text.offset() + text.length();
    }

    /** Whether {@code text} is exactly one JSON value in UTF-8, which may have white space around it. */
    public static boolean isValue(Bytes text) {
        try {
            JsonScanner scanner = new JsonScanner(text);
            scanner.skipBlanks();
            scanner.skip(0);
            scanner.end();
            return true;
        } catch (Refusal e) {
            return false;
        }
    }

    /** Moves into the object that comes next. Anything else is refused with the message {@code what}. */
    public void enterObject(String what) {
        enter((byte) '{', what);
        anyMember = false;
    }

    /** Moves into the array that comes next. Anything else is refused with the message {@code what}. */
    public void enterArray(String what) {
        enter((byte) '[', what);
        anyElement = false;
    }

    private void enter(byte bracket, String what) {
        skipBlanks();
        if (at == end || bytes[at] != bracket) {
            throw Refusal.malformed(what);
        }
        at++;
    }

    /**
     * Moves to the next element of the array and returns true; after the last one, moves past the array and returns
     * false.
     */
    public boolean nextElement() {
        anyElement = next((byte) ']', anyElement);
        if (anyElement) {
            return true;
        }
        // this array was itself an element of the array around it
        anyElement = true;
        return false;
    }

    /**
     * Moves to the value of the next member and returns true; after the last one, moves past the object and returns
     * false.
     */
    public boolean nextMember() {
        anyMember = next((byte) '}', anyMember);
        if (anyMember) {
            name();
            return true;
        }
        // this object was itself a member of the object around it
        anyMember = true;
        return false;
    }

    private boolean next(byte closing, boolean anyBefore) {
        skipBlanks();
        if (peek() == closing) {
            at++;
            return false;
        }
        comma = NONE;
        if (anyBefore) {
            comma = position();
            expect((byte) ',');
            skipBlanks();
        }
        return true;
    }

    private void name() {
        nameStart = position();
        nameEscaped = skipString();
        nameEnd = position();
        skipBlanks();
        expect((byte) ':');
        skipBlanks();
    }

    /**
     * Moves to the value of the next member and returns its name; after the last one, moves past the object and returns
     * null.
     */
    public @Nullable String nextName() {
        return nextMember() ? characters(nameStart + 1, nameEnd - 1, nameEscaped) : null;
    }

    /** The position of the comma before the current member or element; {@link #NONE} if it is the first. */
    public int comma() {
        return comma;
    }

    /** The position of the opening quote of the current member's name. */
    public int nameStart() {
        return nameStart;
    }

    /** The position after the closing quote of the current member's name. */
    public int nameEnd() {
        return nameEnd;
    }

    /** Whether the name of the current member has escapes. */
    public boolean nameEscaped() {
        return nameEscaped;
    }

    /** The current position in bytes from the start of the text, like all positions here. */
    public int position() {
        return at - text.offset();
    }

    /** Moves back to {@code position}, at which an element of the current array begins. */
    public void backTo(int position) {
        at = text.offset() + position;
        // reading may have stopped inside an array that the element holds
        anyElement = true;
    }

    /** The text from {@code start} to the current position. */
    public Bytes since(int start) {
        return text.slice(start, position());
    }

    /** The kind of the value at the current position. */
    public Kind kind() {
        byte first = peek();
        return switch (first) {
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.ARRAY;
            case '"' -> Kind.STRING;
            case 't' -> Kind.TRUE;
            case 'f' -> Kind.FALSE;
            case 'n' -> Kind.NULL;
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> Kind.NUMBER;
            default -> throw malformed();
        };
    }

    /** Moves past the value at the current position, and returns its text exactly as it is. */
    public Bytes value() {
        int start = position();
        skip(0);
        return since(start);
    }

    /** Moves past the value at the current position, which is inside {@code levels} levels of the data. */
    public void skip(int levels) {
        Kind kind = kind();
        if (kind == Kind.OBJECT || kind == Kind.ARRAY) {
            skipContainer(MAX_DEPTH - 1 - levels);
        } else {
            skipScalar();
        }
    }

    /** Moves past the string at the current position, and returns its characters; an unpaired surrogate stays. */
    public String string() {
        int start = position() + 1;
        boolean escaped = skipString();
        return characters(start, position() - 1, escaped);
    }

    private String characters(int start, int close, boolean escaped) {
        return escaped
                ? unescape(bytes, text.offset() + start, text.offset() + close)
                : new String(bytes, text.offset() + start, close - start, StandardCharsets.UTF_8);
    }

    /** The characters of a well-formed string, given with its quotes; an unpaired surrogate stays. */
    public static String characters(Bytes string) {
        int start = string.offset() + 1;
        return unescape(string.array(), start, start + string.length() - 2);
    }

    /** Refuses anything but white space from here to the end. */
    public void end() {
        skipBlanks();
        if (at != end) {
            throw malformed();
        }
    }

    /** Moves past an object or array with all it contains. One bit for each open level says which of the two it is. */
    private void skipContainer(int deepest) {
        long[] objects = new long[1];
        int depth = 0;
        while (true) {
            byte first = peek();
            if (first == '{' || first == '[') {
                if (depth == deepest) {
                    throw Refusal.malformed("the JSON is nested deeper than " + MAX_DEPTH + " levels");
                }
                if (depth == objects.length * Long.SIZE) {
                    objects = Arrays.copyOf(objects, MAX_DEPTH / Long.SIZE + 1);
                }
                set(objects, depth, first == '{');
                depth++;
                at++;
                skipBlanks();
                if (peek() != closing(objects, depth)) {
                    skipNameInObject(objects, depth);
                    continue;
                }
            } else {
                skipScalar();
                skipBlanks();
            }
            while (peek() == closing(objects, depth)) {
                at++;
                depth--;
                if (depth == 0) {
                    return;
                }
                skipBlanks();
            }
            expect((byte) ',');
            skipBlanks();
            skipNameInObject(objects, depth);
        }
    }

    private void skipNameInObject(long[] objects, int depth) {
        if (isSet(objects, depth - 1)) {
            skipString();
            skipBlanks();
            expect((byte) ':');
            skipBlanks();
        }
    }

    /** The bracket that closes the innermost of {@code depth} open levels. */
    private static byte closing(long[] objects, int depth) {
        return (byte) (isSet(objects, depth - 1) ? '}' : ']');
    }

    private static void set(long[] bits, int index, boolean value) {
        long bit = 1L << index;
        bits[index >> 6] = value ? bits[index >> 6] | bit : bits[index >> 6] & ~bit;
    }

    private static boolean isSet(long[] bits, int index) {
        return (bits[index >> 6] & 1L << index) != 0;
    }

    /**
     * Moves past the string at the current position, eight bytes at a time if none of them is special; anything else is
     * refused. Returns whether it has escapes.
     */
    public boolean skipString() {
        expect((byte) '"');
        boolean escaped = false;
        while (true) {
            while (at + Long.BYTES <= end && !holdsSpecial((long) LONGS.get(bytes, at))) {
                at += Long.BYTES;
            }
            byte b = peek();
            if (b == '"') {
                at++;
                return escaped;
            }
            if (b == '\\') {
                escaped = true;
                skipEscape();
            } else if (b >= 0 && b < 0x20) {
                throw malformed();
            } else {
                at++;
            }
        }
    }

    /** Whether any of eight bytes is a quote, a backslash or a control character. */
    private static boolean holdsSpecial(long eight) {
        long quote = eight ^ ('"' * ONES);
        long backslash = eight ^ ('\\' * ONES);
        long found = ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) | ((eight - 0x20 * ONES) & ~eight);
        return (found & HIGH_BITS) != 0;
    }

    private void skipEscape() {
        at++;
        switch (peek()) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at++;
            case 'u' -> {
                at++;
                for (int i = 0; i < HEX_DIGITS; i++) {
                    if (hexDigit(peek()) < 0) {
                        throw malformed();
                    }
                    at++;
                }
            }
            default -> throw malformed();
        }
    }

    /** The characters from {@code start} to {@code close}, whose escapes must be well-formed. */
    private static String unescape(byte[] bytes, int start, int close) {
        StringBuilder characters = new StringBuilder(close - start);
        int run = start;
        int i = start;
        while (i < close) {
            if (bytes[i] != '\\') {
                i++;
                continue;
            }
            characters.append(new String(bytes, run, i - run, StandardCharsets.UTF_8));
            byte escape = bytes[i + 1];
            i += 2;
            if (escape == 'u') {
                int unit = 0;
                for (int digit = 0; digit < HEX_DIGITS; digit++) {
                    unit = unit << 4 | hexDigit(bytes[i++]);
                }
                characters.append((char) unit);
            } else {
                characters.append(
                        switch (escape) {
                            case 'b' -> '\b';
                            case 'f' -> '\f';
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 't' -> '\t';
                            default -> (char) escape;
                        });
            }
            run = i;
        }
        return characters
                .append(new String(bytes, run, close - run, StandardCharsets.UTF_8))
                .toString();
    }

    private void skipScalar() {
        switch (kind()) {
            case STRING -> skipString();
            case NUMBER -> skipNumber();
            case TRUE -> skipLiteral(TRUE);
            case FALSE -> skipLiteral(FALSE);
            case NULL -> skipLiteral(NULL);
            case OBJECT, ARRAY -> throw malformed();
        }
    }

    private void skipNumber() {
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            skipDigits();
        }
        if (at < end && bytes[at] == '.') {
            at++;
            skipDigits();
        }
        if (at < end && (bytes[at] | 0x20) == 'e') {
            at++;
            byte sign = peek();
            if (sign == '+' || sign == '-') {
                at++;
            }
            skipDigits();
        }
    }

    private void skipDigits() {
        int start = at;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        if (at == start) {
            throw malformed();
        }
    }

    private void skipLiteral(byte[] literal) {
        for (byte b : literal) {
            expect(b);
        }
    }

    /** Moves past white space. */
    public void skipBlanks() {
        while (at < end) {
            byte b = bytes[at];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return;
            }
            at++;
        }
    }

    private byte peek() {
        if (at == end) {
            throw Refusal.malformed("the JSON ends too early");
        }
        return bytes[at];
    }

    private void expect(byte wanted) {
        if (peek() != wanted) {
            throw malformed();
        }
        at++;
    }

    private Refusal malformed() {
        return Refusal.malformed("the JSON is not well-formed at byte " + position());
    }

    private static int hexDigit(byte b) {
        return b < 0 ? -1 : Character.digit(b, 16);
    }
}
