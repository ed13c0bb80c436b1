package dev.sluice.ingress.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * A key of an issuer of a test: signs tokens with the JDK alone, so that Sluice's library has an independent witness.
 */
public final class SigningKey {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String algorithm;
    private final String id;
    private final KeyPair pair;

    private SigningKey(String algorithm, String id, KeyPair pair) {
        this.algorithm = algorithm;
        this.id = id;
        this.pair = pair;
    }

    /** A new key with an id, for an algorithm of RFC 7518 or 8037. */
    public static SigningKey of(String algorithm, String id) {
        try {
            KeyPairGenerator generator;
            switch (algorithm.substring(0, 2)) {
                case "ES" -> {
                    generator = KeyPairGenerator.getInstance("EC");
                    generator.initialize(new ECGenParameterSpec(
                            algorithm.equals("ES256")
                                    ? "secp256r1"
                                    : algorithm.equals("ES384") ? "secp384r1" : "secp521r1"));
                }
                case "Ed" -> generator = KeyPairGenerator.getInstance("Ed25519");
                default -> {
                    generator = KeyPairGenerator.getInstance("RSA");
                    generator.initialize(2048);
                }
            }
            return new SigningKey(algorithm, id, generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The public key, as its issuer publishes it. */
    public String jwk() {
        return jwk("\"use\":\"sig\",\"alg\":\"" + algorithm + "\"");
    }

    /** The public key with other members beside it. */
    String jwk(String members) {
        String key;
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            key = "\"kty\":\"RSA\",\"n\":\"" + number(rsa.getModulus(), 256) + "\",\"e\":\"AQAB\"";
        } else if (pair.getPublic() instanceof ECPublicKey ec) {
            int size = algorithm.equals("ES256") ? 32 : algorithm.equals("ES384") ? 48 : 66;
            String curve = algorithm.equals("ES256") ? "P-256" : algorithm.equals("ES384") ? "P-384" : "P-521";
            key = "\"kty\":\"EC\",\"crv\":\"" + curve + "\",\"x\":\""
                    + number(ec.getW().getAffineX(), size) + "\",\"y\":\""
                    + number(ec.getW().getAffineY(), size) + "\"";
        } else {
            byte[] encoded = ((EdECPublicKey) pair.getPublic()).getEncoded();
            key = "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\""
                    + BASE64.encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)) + "\"";
        }
        return "{" + key + ",\"kid\":\"" + id + "\"" + (members.isEmpty() ? "" : "," + members) + "}";
    }

    private static String number(BigInteger number, int size) {
        byte[] bytes = number.toByteArray();
        byte[] padded = new byte[size];
        int length = Math.min(bytes.length, size);
        System.arraycopy(bytes, bytes.length - length, padded, size - length, length);
        return BASE64.encodeToString(padded);
    }

    /** The public key in the form that it is mistaken for a shared secret in. */
    byte[] encoded() {
        return pair.getPublic().getEncoded();
    }

    /** The header of its tokens. */
    String header() {
        return "{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\",\"kid\":\"" + id + "\"}";
    }

    /** A token with these claims. */
    public String token(String claims) {
        return token(header(), claims);
    }

    /** A token with this header, which need not tell the truth. */
    String token(String header, String claims) {
        String signed = part(header) + "." + part(claims);
        return signed + "." + BASE64.encodeToString(sign(signed.getBytes(UTF_8)));
    }

    /** A part of a token. */
    static String part(String json) {
        return BASE64.encodeToString(json.getBytes(UTF_8));
    }

    private byte[] sign(byte[] signed) {
        try {
            String hash = "SHA" + algorithm.substring(2);
            Signature signature = Signature.getInstance(
                    switch (algorithm.substring(0, 2)) {
                        case "RS" -> hash + "withRSA";
                        case "PS" -> "RSASSA-PSS";
                        case "ES" -> hash + "withECDSAinP1363Format";
                        default -> "Ed25519";
                    });
            signature.initSign(pair.getPrivate());
            if (algorithm.startsWith("PS")) {
                int bits = Integer.parseInt(algorithm.substring(2));
                String name = "SHA-" + bits;
                signature.setParameter(new PSSParameterSpec(name, "MGF1", new MGF1ParameterSpec(name), bits / 8, 1));
            }
            signature.update(signed);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
