package dev.sluice.format.protobuf;

/**
 * The tokens of a {@code .proto} text, one at a time, without white space and comments. Time is linear in the text. For
 * one thread.
 */
final class ProtoTokens {

    /** The kinds of token. */
    enum Kind {
        IDENTIFIER,
        /** Digits, also hexadecimal and octal ones. */
        INTEGER,
        /** A number with a point or an exponent. */
        DECIMAL,
        STRING,
        /** One character that is none of the others. */
        SYMBOL,
        END
    }

    /** A longer identifier is refused, so that names cost no more than the text has characters. */
    private static final int MAX_IDENTIFIER = 255;

    private final String text;
    private int at;
    private int line = 1;
    private int lineStart;

    private Kind kind = Kind.END;
    private String token = "";
    private Name place = new Name("", 1, 1);

    /** The tokens of {@code text}; the first is the current one. */
    ProtoTokens(String text) {
        this.text = text;
        advance();
    }

    /** The kind of the current token. */
    Kind kind() {
        return kind;
    }

    /** The text of the current token; of a string, its characters without quotes and escapes. */
    String token() {
        return token;
    }

    /** The current token as a name. */
    Name name() {
        return place;
    }

    /** Whether the current token is the symbol or identifier {@code wanted}. */
    boolean is(String wanted) {
        return (kind == Kind.SYMBOL || kind == Kind.IDENTIFIER) && token.equals(wanted);
    }

    /** What is thrown if {@code wanted} should be where the current token is. */
    IllegalArgumentException expected(String wanted) {
        return place.refused("expected " + wanted + ", found "
                + switch (kind) {
                    case END -> "the end";
                    case STRING -> "a string";
                    default -> place.shown();
                });
    }

    /** Moves to the next token; the last one is of the kind {@code END}. */
    void advance() {
        skipBlanks();
        int start = at;
        int column = at - lineStart + 1;
        if (at == text.length()) {
            kind = Kind.END;
            token = "";
        } else {
            char first = text.charAt(at);
            if (isLetter(first)) {
                kind = Kind.IDENTIFIER;
                skipWord();
                token = text.substring(start, at);
            } else if (isDigit(first) || first == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1))) {
                number(first);
                token = text.substring(start, at);
            } else if (first == '"' || first == '\'') {
                kind = Kind.STRING;
                place = new Name("", line, column);
                token = string(first);
            } else {
                kind = Kind.SYMBOL;
                at++;
                token = text.substring(start, at);
            }
        }
        place = new Name(token, line, column);
        if (kind == Kind.IDENTIFIER && token.length() > MAX_IDENTIFIER) {
            throw place.refused("a name is longer than " + MAX_IDENTIFIER + " characters");
        }
    }

    private void skipBlanks() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                newLine();
            } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == 0x0B) {
                at++;
            } else if (text.startsWith("//", at)) {
                while (at < text.length() && text.charAt(at) != '\n') {
                    at++;
                }
            } else if (text.startsWith("/*", at)) {
                skipBlockComment();
            } else {
                return;
            }
        }
    }

    private void skipBlockComment() {
        Name start = new Name("", line, at - lineStart + 1);
        at += 2;
        while (!text.startsWith("*/", at)) {
            if (at >= text.length()) {
                throw start.refused("a comment has no end");
            }
            if (text.charAt(at) == '\n') {
                newLine();
            } else {
                at++;
            }
        }
        at += 2;
    }

    private void newLine() {
        at++;
        line++;
        lineStart = at;
    }

    private void skipWord() {
        while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
            at++;
        }
    }

    private void number(char first) {
        kind = Kind.INTEGER;
        int start = at;
        boolean prefixed = first == '0' && at + 1 < text.length() && (text.charAt(at + 1) | 0x20) == 'x';
        skipWord();
        if (!prefixed) {
            if (at < text.length() && text.charAt(at) == '.') {
                kind = Kind.DECIMAL;
                at++;
                skipWord();
            }
            char last = text.charAt(at - 1);
            boolean signed = at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-');
            if (signed && (last | 0x20) == 'e') {
                at++;
                skipWord();
            }
            if (!isNumber(text, start, at)) {
                throw new Name("", line, start - lineStart + 1).refused("is not a number");
            }
            for (int i = start; i < at; i++) {
                kind = (text.charAt(i) | 0x20) == 'e' ? Kind.DECIMAL : kind;
            }
        }
    }

    /** Whether the characters are digits, a fraction and an exponent; a point needs a digit on one side only. */
    private static boolean isNumber(String text, int from, int to) {
        int i = from;
        int digits = 0;
        boolean point = false;
        for (; i < to && (isDigit(text.charAt(i)) || text.charAt(i) == '.' && !point); i++) {
            point |= text.charAt(i) == '.';
            digits += isDigit(text.charAt(i)) ? 1 : 0;
        }
        if (digits == 0 || i == to) {
            return digits > 0;
        }
        if ((text.charAt(i) | 0x20) != 'e') {
            return false;
        }
        i++;
        if (i < to && (text.charAt(i) == '+' || text.charAt(i) == '-')) {
            i++;
        }
        if (i == to) {
            return false;
        }
        for (; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private String string(char quote) {
        StringBuilder characters = new StringBuilder();
        at++;
        while (true) {
            char c = inString();
            if (c == quote) {
                at++;
                return characters.toString();
            }
            at++;
            if (c == '\\') {
                escape(characters);
            } else {
                characters.append(c);
            }
        }
    }

    private char inString() {
        if (at == text.length() || text.charAt(at) == '\n' || text.charAt(at) == 0) {
            throw place.refused("a string has no end");
        }
        return text.charAt(at);
    }

    private void escape(StringBuilder characters) {
        char c = inString();
        at++;
        switch (c) {
            case 'a' -> characters.append((char) 7);
            case 'b' -> characters.append('\b');
            case 'f' -> characters.append('\f');
            case 'n' -> characters.append('\n');
            case 'r' -> characters.append('\r');
            case 't' -> characters.append('\t');
            case 'v' -> characters.append((char) 0x0B);
            case '\\', '\'', '"', '?' -> characters.append(c);
            case 'x', 'X' -> characters.append((char) digits(1, 2, 16));
            case 'u' -> characters.append((char) digits(4, 4, 16));
            case 'U' -> {
                int codePoint = digits(8, 8, 16);
                if (!Character.isValidCodePoint(codePoint)) {
                    throw place.refused("a string has an escape that is not a character");
                }
                characters.appendCodePoint(codePoint);
            }
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                at--;
                characters.append((char) digits(1, 3, 8));
            }
            default -> throw place.refused("a string has an unknown escape");
        }
    }

    private int digits(int least, int most, int radix) {
        int value = 0;
        int count = 0;
        while (count < most && at < text.length() && digit(text.charAt(at), radix) >= 0) {
            value = value * radix + digit(text.charAt(at), radix);
            count++;
            at++;
        }
        if (count < least) {
            throw place.refused("a string has an incomplete escape");
        }
        return value;
    }

    private static int digit(char c, int radix) {
        return c < 0x80 ? Character.digit(c, radix) : -1;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
