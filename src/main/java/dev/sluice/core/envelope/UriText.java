package dev.sluice.core.envelope;

import java.nio.charset.StandardCharsets;

/** Writes any text as part of a URI (RFC 3986, 2.1). Stateless. */
final class UriText {

    private static final String LEGAL_MARKS = "-._~!$&'()*+,;=:@/";
    private static final String HEX = "0123456789ABCDEF";

    private UriText() {}

    /** The text as it is, if it is legal in a path; otherwise with percent-encoding for what is not. */
    static String encoded(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isLegal(text.charAt(i))) {
                return encode(text.getBytes(StandardCharsets.UTF_8));
            }
        }
        return text;
    }

    private static String encode(byte[] text) {
        StringBuilder encoded = new StringBuilder(text.length * 3);
        for (byte b : text) {
            char c = (char) (b & 0xFF);
            if (isLegal(c)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
            }
        }
        return encoded.toString();
    }

    private static boolean isLegal(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || LEGAL_MARKS.indexOf(c) >= 0;
    }
}
