package dev.sluice.core.cesql;

import java.util.Locale;

/**
 * The words of an expression, one at a time (CESQL 1.0, 2.2 to 2.4): names, digits, strings and symbols.
 *
 * <p>It stands on one word, and {@link #advance} goes to the next. Made for one text by one thread.
 */
final class Lexer {

    /** What a word is. */
    enum Kind {
        /** Letters, digits and underscores; keywords and integers too. */
        NAME,
        /** A string, in quotes. */
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

    /** A lexer that stands on the first word of {@code text}. */
    Lexer(String text) throws InvalidExpression {
        this.text = text;
        advance();
    }

    /** What the word is. */
    Kind kind() {
        return kind;
    }

    /** The word: a name as it is written, a string without quotes and escapes, a symbol. */
    String word() {
        return word;
    }

    /** Where the word starts in the text. */
    int start() {
        return start;
    }

    /** Whether the word is the symbol, or the keyword in whatever case, {@code expected}. */
    boolean is(String expected) {
        return switch (kind) {
            case NAME ->
                word.length() == expected.length()
                        && word.toUpperCase(Locale.ROOT).equals(expected);
            case SYMBOL -> word.equals(expected);
            case STRING, END -> false;
        };
    }

    /** Whether the word is a run of digits. */
    boolean isDigits() {
        return kind == Kind.NAME && word.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Whether a run of digits, which is no longer name, follows the symbol directly. */
    boolean isSignOfDigits() {
        int i = end;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i > end && (i == text.length() || !isOfName(text.charAt(i)));
    }

    /** Goes to the next word; refuses what is none. */
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
            throw refusal("write = once");
        } else if ("()+-*/%=<>,".indexOf(c) >= 0) {
            take(Kind.SYMBOL, start + 1);
        } else {
            throw refusal(
                    switch (c) {
                        case '&' -> "unexpected character, write AND";
                        case '|' -> "unexpected character, write OR";
                        case '!' -> "unexpected character, write NOT";
                        default -> "unexpected character";
                    });
        }
    }

    /** Whether an opening bracket is next after the word, white space aside. */
    boolean isBeforeBracket() {
        int i = skipBlanks(end);
        return i < text.length() && text.charAt(i) == '(';
    }

    /** A refusal of the word. */
    InvalidExpression refusal(String reason) {
        return refusalAt(start, reason);
    }

    /** A refusal of what starts at {@code index} in the text. */
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

    /** A backslash takes the next character with it, and goes away itself only where that is the quote. */
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
