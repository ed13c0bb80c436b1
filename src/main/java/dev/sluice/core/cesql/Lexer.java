package dev.sluice.core.cesql;

import java.util.Locale;

/**
 * Splits an expression into words (CESQL 1.0, 2.2 to 2.4): names, digits, strings and symbols.
 *
 * <p>It is at one word at a time, and {@link #advance} moves to the next. For one text on one thread.
 */
final class Lexer {

    /** The kinds of word. */
    enum Kind {
        /** Letters, digits and underscores, so also a keyword or an integer. */
        NAME,
        /** A string in quotes. */
        STRING,
        /** An operator, a bracket or a comma. */
        SYMBOL,
        /** The end of the text. */
        END
    }

    private final String text;
    private Kind kind = Kind.END;
    private String word = "";
    private int start;
    private int end;

    /** A lexer at the first word of {@code text}. */
    Lexer(String text) throws InvalidExpression {
        this.text = text;
        advance();
    }

    /** The kind of the current word. */
    Kind kind() {
        return kind;
    }

    /** The current word: a name as written, a string without quotes and escapes, or a symbol. */
    String word() {
        return word;
    }

    /** The index of the current word in the text. */
    int start() {
        return start;
    }

    /** Whether the current word is the symbol {@code expected}, or that keyword in any case. */
    boolean is(String expected) {
        return switch (kind) {
            case NAME ->
                word.length() == expected.length()
                        && word.toUpperCase(Locale.ROOT).equals(expected);
            case SYMBOL -> word.equals(expected);
            case STRING, END -> false;
        };
    }

    /** Whether the current word consists of digits. */
    boolean isDigits() {
        return kind == Kind.NAME && word.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Whether digits, and no other part of a name, follow the current symbol directly. */
    boolean isSignOfDigits() {
        int i = end;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i > end && (i == text.length() || !isOfName(text.charAt(i)));
    }

    /** Moves to the next word; refuses what is not a word. */
    void advance() throws InvalidExpression {
        start = skipBlanks(end);
        if (start == text.length()) {
            take(Kind.END, start);
            return;
        }
        char c = text.charAt(start);
        if (c == '\'' || c == '"') {
            string(c);
        } else if (isOfName(c)) {
            int i = start + 1;
            while (i < text.length() && isOfName(text.charAt(i))) {
                i++;
            }
            take(Kind.NAME, i);
        } else if (text.startsWith("!=", start)
                || text.startsWith("<>", start)
                || text.startsWith("<=", start)
                || text.startsWith(">=", start)) {
            take(Kind.SYMBOL, start + 2);
        } else if (text.startsWith("==", start)) {
            throw refusal("unexpected ==; write =");
        } else if ("()+-*/%=<>,".indexOf(c) >= 0) {
            take(Kind.SYMBOL, start + 1);
        } else {
            throw refusal(
                    switch (c) {
                        case '&' -> "unexpected character; write AND";
                        case '|' -> "unexpected character; write OR";
                        case '!' -> "unexpected character; write NOT";
                        default -> "unexpected character";
                    });
        }
    }

    /** Whether an opening bracket follows the current word, with or without white space. */
    boolean isBeforeBracket() {
        int i = skipBlanks(end);
        return i < text.length() && text.charAt(i) == '(';
    }

    /** A refusal of the current word. */
    InvalidExpression refusal(String reason) {
        return refusalAt(start, reason);
    }

    /** A refusal of the text at {@code index}. */
    InvalidExpression refusalAt(int index, String reason) {
        return new InvalidExpression(text, index, reason);
    }

    private int skipBlanks(int from) {
        int i = from;
        while (i < text.length() && " \t\r\n".indexOf(text.charAt(i)) >= 0) {
            i++;
        }
        return i;
    }

    private void take(Kind kind, int end) {
        this.kind = kind;
        this.word = text.substring(start, end);
        this.end = end;
    }

    /** Reads a string. A backslash keeps the next character from ending it, and is dropped only before the quote. */
    private void string(char quote) throws InvalidExpression {
        StringBuilder value = new StringBuilder();
        for (int i = start + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote) {
                kind = Kind.STRING;
                word = value.toString();
                end = i + 1;
                return;
            }
            if (c == '\\' && i + 1 < text.length()) {
                i++;
                if (text.charAt(i) != quote) {
                    value.append(c);
                }
                c = text.charAt(i);
            }
            value.append(c);
        }
        throw new InvalidExpression(text, text.length(), "expected a closing quote");
    }

    private static boolean isOfName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
}
