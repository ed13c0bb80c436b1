package dev.sluice.ingress.connection;

import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/**
 * Rules of RFC 9112 and RFC 3986 that Netty's decoder does not enforce. Each refuses what two readers of the same bytes
 * could take for different requests. Stateless.
 */
final class RequestRules {

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
    private static final String TARGET_MARKS = "/-._~:?@!$&'()*+,;=%";

    private static final String HOST_MARKS = "-._~!$&'()*+,;=";
    private static final int MAX_PORT = 65_535;

    private RequestRules() {}

    /**
     * Checks the request line (RFC 9112, 3).
     *
     * @throws BreachException if it is not legal
     */
    static void checkLine(String method, String target, String version) {
        if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
            throw isVersion(version)
                    ? new BreachException(
                            Breach.UNSUPPORTED_VERSION,
                            "the version of HTTP is not supported; use HTTP/1.0, HTTP/1.1 or HTTP/2")
                    : malformed("the request line does not end with a version of HTTP");
        }
        if (!isToken(method)) {
            throw malformed("the method is not a token");
        }
        checkTarget(target);
    }

    private static boolean isVersion(String text) {
        return text.length() == 8
                && text.startsWith("HTTP/")
                && isDigit(text.charAt(5))
                && text.charAt(6) == '.'
                && isDigit(text.charAt(7));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /**
     * Checks the request target (RFC 9112, 3.2): a path with or without a query, an absolute URI, or {@code *}.
     *
     * @throws BreachException if it is none of these
     */
    static void checkTarget(CharSequence target) {
        int length = target.length();
        if (length == 0) {
            throw malformed("the request has no target");
        }
        for (int i = 0; i < length; i++) {
            char c = target.charAt(i);
            if (c == '%' && !(isHexAt(target, i + 1) && isHexAt(target, i + 2))) {
                throw malformed("the request target has a percent sign without two hexadecimal digits");
            }
            boolean isOfAnAddress = (c == '[' || c == ']') && target.charAt(0) != '/';
            if (!isLetterOrDigit(c) && TARGET_MARKS.indexOf(c) < 0 && !isOfAnAddress) {
                throw malformed("the request target has a character that must be percent-encoded");
            }
        }
        if (target.charAt(0) != '/') {
            checkOtherForm(target.toString());
        }
    }

    /** Whether the target begins with two slashes: some readers would take what follows for a host. */
    static boolean beginsWithTwoSlashes(CharSequence target) {
        return target.length() > 1 && target.charAt(0) == '/' && target.charAt(1) == '/';
    }

    /** The same path with its second slash encoded. All readers take it for a path, and no page here has it. */
    static String withoutTwoSlashes(CharSequence target) {
        return "/%2F" + target.subSequence(2, target.length());
    }

    /**
     * Checks the host, with a port or without (RFC 9110, 7.2; RFC 3986, 3.2).
     *
     * @throws BreachException if no such host can exist
     */
    static void checkHost(CharSequence host) {
        int length = host.length();
        int at = 0;
        if (length > 0 && host.charAt(0) == '[') {
            int end = AsciiString.indexOf(host, ']', 1);
            if (end < 0 || !NetUtil.isValidIpV6Address(host.subSequence(1, end).toString())) {
                throw impossibleHost();
            }
            at = end + 1;
        } else {
            while (at < length && host.charAt(at) != ':') {
                char c = host.charAt(at);
                boolean isEncoded = c == '%' && isHexAt(host, at + 1) && isHexAt(host, at + 2);
                if (!isEncoded && !isLetterOrDigit(c) && HOST_MARKS.indexOf(c) < 0) {
                    throw impossibleHost();
                }
                at++;
            }
            if (at == 0) {
                throw impossibleHost();
            }
        }
        checkPort(host, at);
    }

    private static void checkPort(CharSequence host, int colon) {
        int port = 0;
        if (colon < host.length() && host.charAt(colon) != ':') {
            throw impossibleHost();
        }
        for (int at = colon + 1; at < host.length(); at++) {
            port = isDigit(host.charAt(at)) ? port * 10 + host.charAt(at) - '0' : MAX_PORT + 1;
            if (port > MAX_PORT) {
                throw impossibleHost();
            }
        }
    }

    private static BreachException impossibleHost() {
        return malformed("the request has no valid Host");
    }

    private static void checkOtherForm(String target) {
        if (target.equals("*")) {
            return;
        }
        try {
            URI uri = new URI(target);
            if (uri.getHost() != null && uri.getUserInfo() == null) {
                checkHost(uri.getRawAuthority());
                return;
            }
        } catch (URISyntaxException e) {
            // refused below
        }
        throw malformed("the request target is neither a path nor a URI");
    }

    private static boolean isHexAt(CharSequence text, int index) {
        return index < text.length() && Character.digit(text.charAt(index), 16) >= 0 && text.charAt(index) < 0x80;
    }

    /** Whether {@code text} is a token (RFC 9110, 5.6.2). */
    static boolean isToken(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenCharacter(text.charAt(i))) {
                return false;
            }
        }
        return text.length() > 0;
    }

    /** Whether {@code c} may be in a token. */
    static boolean isTokenCharacter(char c) {
        return isLetterOrDigit(c) || TOKEN_MARKS.indexOf(c) >= 0;
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c);
    }

    /**
     * Checks the transfer coding, which must be {@code chunked} alone: with another one, the end of the body would be
     * unclear (RFC 9112, 6.1 and 6.3).
     *
     * @param codings the values of all fields {@code Transfer-Encoding}, at least one
     */
    static void checkTransferEncoding(List<String> codings, boolean hasContentLength, boolean isHttp10) {
        if (codings.size() != 1 || !isChunked(codings.get(0))) {
            throw malformed("the Transfer-Encoding is not supported; use chunked");
        }
        if (hasContentLength) {
            throw malformed("the request has a Transfer-Encoding and a Content-Length");
        }
        if (isHttp10) {
            throw malformed("HTTP/1.0 has no Transfer-Encoding");
        }
    }

    /** Whether the coding is {@code chunked}. Not by {@code trim()}, which takes control characters for blanks. */
    private static boolean isChunked(String coding) {
        return withoutBlanks(coding).equalsIgnoreCase("chunked");
    }

    private static String withoutBlanks(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** Whether {@code c} is optional white space (RFC 9110, 5.6.3). */
    static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    /** Whether {@code c} is a control character that no field may have: any but a tab. */
    static boolean isControl(char c) {
        return c < ' ' && c != '\t' || c == 0x7F;
    }

    /** Whether one of the options of all {@code Connection} fields is {@code close} (RFC 9112, 9.6). */
    static boolean closes(List<String> options) {
        for (String field : options) {
            for (String option : field.split(",", -1)) {
                if (withoutBlanks(option).equalsIgnoreCase("close")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A refusal of what two readers could understand differently. */
    static BreachException malformed(String detail) {
        return new BreachException(Breach.MALFORMED, detail);
    }
}
