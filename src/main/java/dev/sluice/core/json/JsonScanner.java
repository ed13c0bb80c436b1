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
 * Walks over JSON text, strictly by RFC 8259, and hands out values as the bytes they are.
 *
 * <p>Nothing is converted, so numbers of any length cost nothing; nothing is recursive, so depth costs one bit a level
 * and is bounded by {@value #MAX_DEPTH}; nothing outlives the text, so a hostile one leaves no trace.
 *
 * <p>Jackson cannot do both of the last: its parser for bytes keeps a table of names, in which those of one sender that
 * collide made it refuse the texts of all others for as long as the process lived; without the table it parses
 * characters instead, and the byte offsets are gone by which the data is cut out of the text unchanged.
 *
 * <p>Made for one text on one thread; every refusal is {@code MALFORMED} and names the byte. In the order of this file:
 * stepping into and through objects and arrays, where things are, values, and below them the grammar.
 */
public final class JsonScanner {

    /** Levels of nesting; the 1001st is refused. The envelope is a level too, also around data that came without. */
    public static final int MAX_DEPTH = 1000;

    /** Where something is that is not there. */
    public static final int NONE = -1;

    /** What a value is, as its first byte tells. */
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

    /** A scanner at the start of {@code text}, which is refused where it is not well-formed UTF-8. */
    public JsonScanner(Bytes text) {
        if (!Utf8.isValid(text.array(), text.offset(), text.length())) {
            throw Refusal.malformed("the JSON is not well-formed UTF-8");
        }
        this.text = text;
        this.bytes = text.array();
        this.at = text.offset();
        this.end = text.offset() + text.length();
    }

    /** Whether {@code text} is exactly one JSON value in UTF-8, white space around it allowed. */
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

    /** Steps into the object that the scanner stands on or before; refuses anything else as {@code what} it is not. */
    public void enterObject(String what) {
        enter((byte) '{', what);
        anyMember = false;
    }

    /** Steps into the array that the scanner stands on or before; refuses anything else as {@code what} it is not. */
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

    /** Whether the array has another element, on which the scanner then stands; else it stands behind the array. */
    public boolean nextElement() {
        anyElement = next((byte) ']', anyElement);
        if (anyElement) {
            return true;
        }
        // what is around this array has it as an element
        anyElement = true;
        return false;
    }

    /**
     * Whether the object has another member, on whose value the scanner then stands; else it stands behind the object.
     */
    public boolean nextMember() {
        anyMember = next((byte) '}', anyMember);
        if (anyMember) {
            name();
            return true;
        }
        // what is around this object has it as a member
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

    /** The name of the object's next member, the scanner then standing on its value; null behind the last one. */
    public @Nullable String nextName() {
        return nextMember() ? characters(nameStart + 1, nameEnd - 1, nameEscaped) : null;
    }

    /** Where the comma before the present member or element is; {@link #NONE} where that is the first one. */
    public int comma() {
        return comma;
    }

    /** Where the name of the present member starts, with its quote. */
    public int nameStart() {
        return nameStart;
    }

    /** Where the name of the present member ends, behind its quote. */
    public int nameEnd() {
        return nameEnd;
    }

    /** Whether the name of the present member holds escapes. */
    public boolean nameEscaped() {
        return nameEscaped;
    }

    /** Where the scanner stands, counted in bytes from the start of the text, as all places are. */
    public int position() {
        return at - text.offset();
    }

    /** The text from {@code start} to where the scanner stands. */
    public Bytes since(int start) {
        return text.slice(start, position());
    }

    /** What the value is that the scanner stands on. */
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

    /** The text of the value that the scanner stands on, exactly as it is; steps behind it. */
    public Bytes value() {
        int start = position();
        skip(0);
        return since(start);
    }

    /** Steps behind the value that the scanner stands on, around which {@code levels} of the data are open. */
    public void skip(int levels) {
        Kind kind = kind();
        if (kind == Kind.OBJECT || kind == Kind.ARRAY) {
            skipContainer(MAX_DEPTH - 1 - levels);
        } else {
            skipScalar();
        }
    }

    /** The characters of the string that the scanner stands on; half a surrogate pair stays one. Steps behind it. */
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

    /** The characters of a string known to be well-formed, quotes included; half a surrogate pair stays one. */
    public static String characters(Bytes string) {
        int start = string.offset() + 1;
        return unescape(string.array(), start, start + string.length() - 2);
    }

    /** Refuses anything but white space from here on. */
    public void end() {
        skipBlanks();
        if (at != end) {
            throw malformed();
        }
    }

    /** Steps over an object or array and all that is in it; one bit for each open level says which of the two. */
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

    /** Steps over a string; whether it holds escapes. Eight bytes at a time where none of them is special. */
    private boolean skipString() {
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

    /** The characters from {@code start} to {@code close}, whose escapes are known to be well-formed. */
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

    /** Steps over white space. */
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
