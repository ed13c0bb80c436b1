package dev.sluice.ingress.connection;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessageDecoderResult;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/**
 * Refuses fields that HTTP/2 can carry but no message may have (RFC 9113, 8.2.1). HTTP/1 would not let them in, so a
 * stored value could differ between the two. Stateless.
 */
public final class FieldRules {

    private static final int MAX_ANSWERED = 256;

    private FieldRules() {}

    /**
     * Checks the fields and the path of a request that came by HTTP/2.
     *
     * @throws BreachException if HTTP/1 would not have let it in
     */
    static void check(Http2Headers fields) {
        int hosts = 0;
        for (Map.Entry<CharSequence, CharSequence> field : fields) {
            CharSequence name = field.getKey();
            hosts += HttpHeaderNames.HOST.contentEquals(name) ? 1 : 0;
            if (HttpHeaderNames.CONTENT_LENGTH.contentEquals(name) && !isNumber(field.getValue())) {
                throw RequestRules.malformed("the Content-Length is not a number");
            }
            if (name.length() == 0 || name.charAt(0) != ':' && !isName(name)) {
                throw RequestRules.malformed("the name of a header field is not a lower-case token");
            }
            if (!isValue(field.getValue())) {
                throw RequestRules.malformed(
                        "the value of a header field has a control character, or begins or ends with a blank");
            }
        }
        if (hosts > 1) {
            throw RequestRules.malformed("the request has more than one Host");
        }
        checkPseudoHeaders(fields);
    }

    /** Checks those that are there: trailers have none, and Vert.x refuses a request that lacks one. */
    private static void checkPseudoHeaders(Http2Headers fields) {
        if (fields.method() != null && !RequestRules.isToken(fields.method())) {
            throw RequestRules.malformed("the method is not a token");
        }
        if (fields.authority() != null) {
            RequestRules.checkHost(fields.authority());
        }
        CharSequence path = fields.path();
        if (path != null) {
            if (path.length() > 0 && path.charAt(0) != '/' && !AsciiString.contentEquals(path, "*")) {
                throw RequestRules.malformed("the request has no path");
            }
            RequestRules.checkTarget(path);
            if (RequestRules.beginsWithTwoSlashes(path)) {
                fields.path(RequestRules.withoutTwoSlashes(path));
            }
        }
    }

    private static boolean isNumber(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.length() > 0;
    }

    private static boolean isName(CharSequence name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z' || !RequestRules.isTokenCharacter(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isValue(CharSequence value) {
        if (value.length() == 0) {
            return true;
        }
        for (int i = 0; i < value.length(); i++) {
            if (RequestRules.isControl(value.charAt(i))) {
                return false;
            }
        }
        return !RequestRules.isBlank(value.charAt(0)) && !RequestRules.isBlank(value.charAt(value.length() - 1));
    }

    /** Whether an answer may contain a value that a sender chose: it is short, and in visible ASCII. */
    public static boolean mayBeAnswered(String value) {
        if (value.length() > MAX_ANSWERED) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c >= 0x7F) {
                return false;
            }
        }
        return true;
    }

    /** The size of a request head in bytes: exact in HTTP/1, the names and values in HTTP/2. */
    public static long headBytes(HttpServerRequest request) {
        DecoderResult result = request.decoderResult();
        if (result instanceof HttpMessageDecoderResult head) {
            return head.totalSize();
        }
        long bytes = 0;
        for (Map.Entry<String, String> field : request.headers()) {
            bytes += field.getKey().length() + field.getValue().length();
        }
        return bytes;
    }
}
