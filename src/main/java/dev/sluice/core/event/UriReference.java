package dev.sluice.core.event;

/**
 * Checks URIs and URI-references by the grammar of RFC 3986, appendix A.
 *
 * <p>Nothing is resolved, normalised or decoded. One pass without allocation. {@code java.net.URI} is not used, because
 * it follows RFC 2396 and accepts non-ASCII letters.
 */
final class UriReference {

    private static final String UNRESERVED_MARKS = "-._~";
    private static final String SUB_DELIMS = "!$&'()*+,;=";

    private static final boolean[] PATH = table(UNRESERVED_MARKS + SUB_DELIMS + ":@/");
    private static final boolean[] QUERY = table(UNRESERVED_MARKS + SUB_DELIMS + ":@/?");
    private static final boolean[] USER_INFO = table(UNRESERVED_MARKS + SUB_DELIMS + ":");
    private static final boolean[] REG_NAME = table(UNRESERVED_MARKS + SUB_DELIMS);

    private UriReference() {}

    /** Whether {@code text} is a URI or a relative reference; the empty text is a relative reference. */
    static boolean isValid(String text) {
        int schemeEnd = schemeEnd(text);
        return schemeEnd >= 0 ? isValidAfterScheme(text, schemeEnd + 1) : isRelative(text);
    }

    /** Whether {@code text} is a URI: with a scheme, and with or without a fragment. */
    static boolean isValidUri(String text) {
        int schemeEnd = schemeEnd(text);
        return schemeEnd >= 0 && isValidAfterScheme(text, schemeEnd + 1);
    }

    /** The index of the colon after the scheme; -1 if the text does not start with a scheme. */
    private static int schemeEnd(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ':') {
                return i == 0 ? -1 : i;
            }
            boolean letter = isLetter(c);
            if (!letter && (i == 0 || !(isDigit(c) || c == '+' || c == '-' || c == '.'))) {
                return -1;
            }
        }
        return -1;
    }

    /**
     * Whether {@code text} is a relative reference. Its first segment must not contain a colon, which would make it a
     * scheme.
     */
    private static boolean isRelative(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ':') {
                return false;
            }
            if (c == '/' || c == '?' || c == '#') {
                break;
            }
        }
        return isValidAfterScheme(text, 0);
    }

    private static boolean isValidAfterScheme(String text, int start) {
        int fragment = indexOrEnd(text, '#', start, text.length());
        int query = indexOrEnd(text, '?', start, fragment);
        int path = start;
        if (text.startsWith("//", start)) {
            path = indexOrEnd(text, '/', start + 2, query);
            if (!isAuthority(text, start + 2, path)) {
                return false;
            }
        }
        return consistsOf(PATH, text, path, query)
                && consistsOf(QUERY, text, Math.min(query + 1, fragment), fragment)
                && consistsOf(QUERY, text, Math.min(fragment + 1, text.length()), text.length());
    }

    private static boolean isAuthority(String text, int start, int end) {
        int at = indexOrEnd(text, '@', start, end);
        int host = start;
        if (at < end) {
            if (!consistsOf(USER_INFO, text, start, at)) {
                return false;
            }
            host = at + 1;
        }
        int hostEnd;
        if (host < end && text.charAt(host) == '[') {
            int bracket = indexOrEnd(text, ']', host, end);
            if (bracket == end || !isIpLiteral(text.substring(host + 1, bracket))) {
                return false;
            }
            hostEnd = bracket + 1;
        } else {
            hostEnd = indexOrEnd(text, ':', host, end);
            if (!consistsOf(REG_NAME, text, host, hostEnd)) {
                return false;
            }
        }
        return hostEnd == end || (text.charAt(hostEnd) == ':' && isDigits(text, hostEnd + 1, end));
    }

    private static boolean isIpLiteral(String text) {
        if (!text.isEmpty() && (text.charAt(0) == 'v' || text.charAt(0) == 'V')) {
            int dot = text.indexOf('.');
            return dot > 1
                    && isHex(text, 1, dot)
                    && dot + 1 < text.length()
                    && text.indexOf('%') < 0
                    && consistsOf(USER_INFO, text, dot + 1, text.length());
        }
        return isIpv6(text);
    }

    /**
     * Whether {@code text} is eight groups of up to four hex digits; "::" may replace a run of zero groups, and the
     * last two groups may be dotted.
     */
    private static boolean isIpv6(String text) {
        int elision = text.indexOf("::");
        if (elision < 0) {
            return groups(text) == 8;
        }
        if (text.indexOf("::", elision + 1) >= 0) {
            return false;
        }
        String head = text.substring(0, elision);
        String tail = text.substring(elision + 2);
        int before = head.isEmpty() ? 0 : head.indexOf('.') >= 0 ? -1 : groups(head);
        int after = tail.isEmpty() ? 0 : groups(tail);
        return before >= 0 && after >= 0 && before + after <= 7;
    }

    /** The number of 16-bit groups in the text; -1 if one is malformed. */
    private static int groups(String text) {
        int groups = 0;
        int start = 0;
        while (true) {
            int end = indexOrEnd(text, ':', start, text.length());
            if (end == text.length() && text.indexOf('.', start) >= 0) {
                return isIpv4(text.substring(start)) ? groups + 2 : -1;
            }
            if (end == start || end - start > 4 || !isHex(text, start, end)) {
                return -1;
            }
            groups++;
            if (end == text.length()) {
                return groups;
            }
            start = end + 1;
        }
    }

    private static boolean isIpv4(String text) {
        int octets = 0;
        int start = 0;
        while (start <= text.length()) {
            int end = indexOrEnd(text, '.', start, text.length());
            int digits = end - start;
            if (digits < 1 || digits > 3 || !isDigits(text, start, end)) {
                return false;
            }
            if ((digits > 1 && text.charAt(start) == '0') || Integer.parseInt(text, start, end, 10) > 255) {
                return false;
            }
            octets++;
            start = end + 1;
        }
        return octets == 4;
    }

    private static boolean consistsOf(boolean[] allowed, String text, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == '%') {
                if (i + 2 >= end || !isHex(text, i + 1, i + 3)) {
                    return false;
                }
                i += 2;
            } else if (c >= 128 || !allowed[c]) {
                return false;
            }
        }
        return true;
    }

    private static int indexOrEnd(String text, char wanted, int start, int end) {
        for (int i = start; i < end; i++) {
            if (text.charAt(i) == wanted) {
                return i;
            }
        }
        return end;
    }

    private static boolean isHex(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c >= 128 || Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigits(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean[] table(String marks) {
        boolean[] table = new boolean[128];
        for (char c = 0; c < 128; c++) {
            table[c] = isLetter(c) || isDigit(c) || marks.indexOf(c) >= 0;
        }
        return table;
    }
}
