package dev.sluice.ingress.auth;

import dev.sluice.config.Check;
import dev.sluice.config.SignatureScheme;
import dev.sluice.config.SignatureScheme.Encoding;
import dev.sluice.config.SignatureScheme.SecretEncoding;
import dev.sluice.config.SignatureScheme.SignedBody;
import dev.sluice.core.event.Bytes;
import dev.sluice.selfcheck.Checks;
import dev.sluice.selfcheck.Report;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks what signatures and tokens are verified by, whether or not the configuration needs it: with published examples
 * of signatures, and with tokens of keys that nobody has any more. Stateless.
 */
@Singleton
final class ProofChecks implements Checks {

    /** RFC 2202, test case 2 of HMAC-SHA-1, which RFC 4231 has too. */
    private static final String SECRET = "Jefe";

    private static final String SIGNED = "what do ya want for nothing?";

    /** RFC 8032, 7.1, test 2. */
    private static final String PUBLIC_KEY = "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=";

    private static final String SIGNED_BY_ED25519 = "r";

    @Override
    public void run(Report report) {
        parts().forEach(report::check);
    }

    /** Everything that is checked, by the name of the part. */
    static Map<String, Check> parts() {
        Map<String, Check> parts = new LinkedHashMap<>();
        for (SignatureScheme.Algorithm algorithm : SignatureScheme.Algorithm.values()) {
            parts.put("signature " + algorithm.javaName(), () -> checkSignature(algorithm));
        }
        for (Algorithm algorithm : List.of(Algorithm.RS256, Algorithm.PS256, Algorithm.ES256, Algorithm.EDDSA)) {
            parts.put("token " + algorithm.text(), () -> checkToken(algorithm));
        }
        return parts;
    }

    private static void checkSignature(SignatureScheme.Algorithm algorithm) {
        boolean isPublic = algorithm == SignatureScheme.Algorithm.ED25519;
        SignatureScheme scheme = new SignatureScheme(
                "x",
                null,
                "",
                Encoding.HEX,
                algorithm,
                List.of(new SignatureScheme.Part.Body()),
                null,
                SignedBody.SENT,
                SecretEncoding.TEXT);
        SignatureKey key = SignatureKey.of(scheme, isPublic ? PUBLIC_KEY : SECRET);
        List<byte[]> signatures = List.of(HexFormat.of().parseHex(signature(algorithm)));
        String signed = isPublic ? SIGNED_BY_ED25519 : SIGNED;
        expect(key.made(signatures, new Bytes[] {Bytes.utf8(signed)}), "a right signature is refused");
        expect(!key.made(signatures, new Bytes[] {Bytes.utf8(signed + " ")}), "a wrong signature is taken");
    }

    private static String signature(SignatureScheme.Algorithm algorithm) {
        return switch (algorithm) {
            case SHA1 -> "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79";
            case SHA256 -> "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
            case SHA512 ->
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                        + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737";
            case ED25519 ->
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
        };
    }

    private static void checkToken(Algorithm algorithm) throws IOException {
        KeySet keys = KeySet.parse(Bytes.utf8(resource("keys.json")));
        for (String line : resource("tokens.txt").lines().toList()) {
            Jwt token = Jwt.parse(line.getBytes(StandardCharsets.ISO_8859_1));
            if (token.algorithm() == algorithm) {
                PublicKey key = keys.find(token.keyId(), algorithm);
                if (key == null) {
                    throw new IllegalStateException("its key cannot be read");
                }
                byte[] signature = token.signature().toArray();
                byte[] signed = token.signed().toArray();
                expect(algorithm.verifies(signature, key, signed), "a right token is refused");
                signed[0] ^= 1;
                expect(!algorithm.verifies(signature, key, signed), "a wrong token is taken");
                return;
            }
        }
        throw new IllegalStateException("there is no token to try it with");
    }

    private static String resource(String name) throws IOException {
        try (InputStream resource = ProofChecks.class.getResourceAsStream("/self-test/" + name)) {
            if (resource == null) {
                throw new IOException("there is no resource self-test/" + name);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void expect(boolean isSo, String otherwise) {
        if (!isSo) {
            throw new IllegalStateException(otherwise);
        }
    }
}
