package dev.sluice.ingress.auth;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A parameter of query strings of the form {@code name=value&name=value}, percent-encoded (RFC 3986, 2.1). A plus is a
 * plus, because keys in Base64 have it. Immutable.
 */
final class QueryParameter {

    private final byte[] name;

    /** The parameter of that name, which is not encoded. */
    QueryParameter(String name) {
        this.name = name.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The values of the parameter, decoded; a percent sign that begins no code stays as it is. Empty ones do not count.
     *
     * @param query without the question mark, as it was sent
     */
    List<byte[]> valuesIn(String query) {
        List<byte[]> values = new ArrayList<>(1);
        for (int start = 0; start < query.length(); ) {
            int end = query.indexOf('&', start);
            end = end < 0 ? query.length() : end;
            int equals = query.indexOf('=', start);
            if (equals > start && equals < end - 1 && Arrays.equals(decode(query, start, equals), name)) {
                values.add(decode(query, equals + 1, end));
            }
            start = end + 1;
        }
        return values;
    }

    private static byte[] decode(String text, int start, int end) {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(end - start);
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == '%'
                    && i + 2 < end
                    && HexFormat.isHexDigit(text.charAt(i + 1))
                    && HexFormat.isHexDigit(text.charAt(i + 2))) {
                decoded.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
                i += 2;
            } else {
                decoded.write(c);
            }
        }
        return decoded.toByteArray();
    }
}
