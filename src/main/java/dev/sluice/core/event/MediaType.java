package dev.sluice.core.event;

import org.jspecify.annotations.Nullable;

/**
 * Checks of media types (RFC 2045, 5.1; RFC 9110, 8.3.1), made on the text itself.
 *
 * <p>Types, subtypes and parameter names are compared regardless of case. Stateless; only {@link #charset} and
 * {@link #isSaidBy} allocate.
 */
public final class MediaType {

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private MediaType() {}

    /**
     * Whether {@code text} is {@code type/subtype} with any number of {@code ; name=value}, where each value is a token
     * or a quoted string, all in ASCII.
     */
    public static boolean isValid(String text) {
        if (text.equals("application/json")) {
            return true;
        }
        int end = essenceEnd(text);
        int slash = text.indexOf('/');
        if (slash < 1 || slash >= end || !isToken(text, 0, slash) || !isToken(text, slash + 1, end)) {
            return false;
        }
        int at = end;
        while (at >= 0 && at < text.length()) {
            at = parameterEnd(text, at);
        }
        return at >= 0;
    }

    /** Whether the media type without its parameters is {@code essence}, regardless of case. */
    public static boolean is(String text, String essence) {
        return essenceEnd(text) == essence.length() && startsWith(text, essence);
    }

    /** Whether the text starts with {@code prefix}, regardless of case. */
    public static boolean startsWith(String text, String prefix) {
        return text.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    /** Whether the subtype is {@code json} or ends in {@code +json} (CloudEvents JSON event format 1.0.2, 3.1). */
    public static boolean isJson(String text) {
        if (text.equals("application/json")) {
            return true;
        }
        int end = essenceEnd(text);
        int slash = text.indexOf('/');
        return slash >= 0
                && (regionIs(text, slash + 1, end, "json")
                        || (end - slash > 5 && regionIs(text, end - 5, end, "+json")));
    }

    /** The value of the parameter {@code charset}, without quotes; null if there is none. */
    public static @Nullable String charset(String text) {
        return parameter(text, "charset");
    }

    /**
     * Whether {@code text} is a media type that says nothing but what {@code other}, which is one, says too: the same
     * type and subtype, and no parameter that {@code other} does not have with the same value.
     */
    public static boolean isSaidBy(String text, String other) {
        int end = essenceEnd(text);
        if (!isValid(text) || end != essenceEnd(other) || !text.regionMatches(true, 0, other, 0, end)) {
            return false;
        }
        for (int at = end; at < text.length(); at = parameterEnd(text, at)) {
            int name = parameterStart(text, at);
            int equals = text.indexOf('=', name);
            boolean isEmpty = equals < 0 || equals >= parameterEnd(text, at);
            if (!isEmpty && !hasSameParameter(other, text, text.substring(name, equals))) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasSameParameter(String other, String text, String name) {
        String value = parameter(text, name);
        return value != null
                && (name.equalsIgnoreCase("charset")
                        ? value.equalsIgnoreCase(parameter(other, name))
                        : value.equals(parameter(other, name)));
    }

    /** The value of the first parameter {@code name}, without quotes; null where there is none. */
    private static @Nullable String parameter(String text, String name) {
        int at = essenceEnd(text);
        while (at >= 0 && at < text.length()) {
            int end = parameterEnd(text, at);
            int start = parameterStart(text, at);
            int equals = text.indexOf('=', start);
            if (end > equals && equals > 0 && regionIs(text, start, equals, name)) {
                return valueOf(text.substring(equals + 1, end).trim());
            }
            at = end;
        }
        return null;
    }

    private static boolean regionIs(String text, int start, int end, String expected) {
        return end - start == expected.length() && text.regionMatches(true, start, expected, 0, expected.length());
    }

    /** The index where type and subtype end: at the first semicolon or white space. */
    private static int essenceEnd(String text) {
        int end = text.indexOf(';');
        end = end < 0 ? text.length() : end;
        while (end > 0 && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    /** The index of a parameter's name: after white space, a semicolon and more white space, from {@code start} on. */
    private static int parameterStart(String text, int start) {
        return skipBlanks(text, skipBlanks(text, start) + 1);
    }

    /** The index after the parameter at {@code start} and any white space; -1 if there is no parameter. */
    private static int parameterEnd(String text, int start) {
        int semicolon = skipBlanks(text, start);
        if (semicolon == text.length()) {
            return semicolon;
        }
        if (text.charAt(semicolon) != ';') {
            return -1;
        }
        int name = parameterStart(text, start);
        if (name >= text.length() || text.charAt(name) == ';') {
            return name;
        }
        int equals = text.indexOf('=', name);
        if (equals < 0 || !isToken(text, name, equals)) {
            return -1;
        }
        int value = equals + 1;
        boolean quoted = value < text.length() && text.charAt(value) == '"';
        int end = quoted ? quotedEnd(text, value) : tokenEnd(text, value);
        return end <= value ? -1 : skipBlanks(text, end);
    }

    /**
     * The index after the closing quote; -1 if there is none, or if something other than printable ASCII comes first.
     */
    private static int quotedEnd(String text, int openingQuote) {
        boolean escaped = false;
        for (int i = openingQuote + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 0x20 && c != '\t') || c >= 0x7F) {
                return -1;
            }
            if (c == '"' && !escaped) {
                return i + 1;
            }
            escaped = c == '\\' && !escaped;
        }
        return -1;
    }

    private static String valueOf(String text) {
        if (!text.startsWith("\"")) {
            return text;
        }
        StringBuilder value = new StringBuilder(text.length());
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            value.append(c == '\\' && i + 1 < text.length() - 1 ? text.charAt(++i) : c);
        }
        return value.toString();
    }

    private static int skipBlanks(String text, int start) {
        int at = start;
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int tokenEnd(String text, int start) {
        int at = start;
        while (at < text.length() && isTokenChar(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isToken(String text, int start, int end) {
        return end > start && tokenEnd(text, start) >= end;
    }

    private static boolean isTokenChar(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || TOKEN_MARKS.indexOf(c) >= 0;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
