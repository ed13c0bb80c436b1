package dev.sluice.ingress.auth;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A signed token (RFC 7519, 7515), read strictly and not yet verified: three parts in base64url without padding, header
 * and claims JSON objects without repeated names.
 *
 * @param algorithm what it says it is signed with
 * @param keyId the key that it says it is signed with; null for none
 * @param claims what it says
 * @param signed the bytes that the signature is over
 * @param signature the signature
 */
record Jwt(Algorithm algorithm, @Nullable String keyId, JsonMembers claims, Bytes signed, Bytes signature) {

    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < alphabet.length(); i++) {
            VALUES[alphabet.charAt(i)] = (byte) i;
        }
    }

    /**
     * Reads a token. Where a key may be found otherwise ({@code jku}, {@code x5u}, {@code jwk}, {@code x5c}) does not
     * count: the keys are the issuer's.
     *
     * @param text its characters, one byte each
     * @throws Refusal if it is not a token, has an algorithm that is not taken, a critical header, or a type that is
     *     that of something else (RFC 8725, 3.11)
     */
    static Jwt parse(byte[] text) {
        int first = dot(text, 0);
        int second = dot(text, first + 1);
        JsonMembers header = JsonMembers.of(decode(text, 0, first));
        Algorithm algorithm = Algorithm.of(header.text("alg"));
        if (algorithm == null || header.has("crit") || isOfAnotherType(header.text("typ"))) {
            throw Refusal.malformed("not a token that is taken");
        }
        if (header.has("kid") && header.text("kid") == null) {
            throw Refusal.malformed("the key id is not a string");
        }
        return new Jwt(
                algorithm,
                header.text("kid"),
                JsonMembers.of(decode(text, first + 1, second)),
                Bytes.of(text).slice(0, second),
                decode(text, second + 1, text.length));
    }

    private static boolean isOfAnotherType(@Nullable String type) {
        String lower = type == null ? "" : type.toLowerCase(Locale.ROOT);
        return lower.endsWith("+jwt") && !lower.equals("at+jwt") && !lower.equals("application/at+jwt");
    }

    private static int dot(byte[] text, int from) {
        for (int i = from; i < text.length; i++) {
            if (text[i] == '.') {
                return i;
            }
        }
        throw Refusal.malformed("not three parts");
    }

    /** Decodes a part, of which there is one spelling only: no padding, no white space, no bits left over. */
    private static Bytes decode(byte[] text, int start, int end) {
        int bits = 0;
        for (int i = start; i < end; i++) {
            bits = text[i] < 0 ? -1 : VALUES[text[i]];
            if (bits < 0) {
                throw Refusal.malformed("not base64url");
            }
        }
        int rest = (end - start) % 4;
        if (start == end || rest == 1 || (rest == 2 && (bits & 0xF) != 0) || (rest == 3 && (bits & 3) != 0)) {
            throw Refusal.malformed("not base64url");
        }
        byte[] part = Arrays.copyOfRange(text, start, end);
        return Bytes.of(Base64.getUrlDecoder().decode(part));
    }

    /** No part of the token. */
    @Override
    public String toString() {
        return "a token signed with " + algorithm;
    }
}
