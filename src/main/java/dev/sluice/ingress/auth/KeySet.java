package dev.sluice.ingress.auth;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.JsonScanner;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The keys that an issuer signs with (RFC 7517). Immutable.
 *
 * <p>A key that is for something else, or cannot be read, is left out, as the RFC has it (5): issuers have such beside
 * the others.
 */
final class KeySet {

    private static final int MOST_KEYS = 100;
    private static final int SHORTEST_RSA = 2048;
    private static final int LONGEST_RSA = 8192;

    /** What a public key is made of. */
    private static final List<String> PARTS = List.of("kty", "crv", "x", "y", "n", "e");

    private final List<Entry> entries;

    /** A key, and what it is for. */
    private record Entry(
            @Nullable String id,
            String type,
            @Nullable String curve,
            @Nullable String algorithm,
            PublicKey key) {

        private boolean isFor(Algorithm wanted) {
            return wanted.isFor(type, curve) && (algorithm == null || algorithm.equals(wanted.text()));
        }
    }

    private KeySet(List<Entry> entries) {
        this.entries = entries;
    }

    /**
     * Reads a JWK Set, of which the first {@value #MOST_KEYS} keys count. Takes up to 20 ms.
     *
     * @throws Refusal if it is none, or has no key that a token may be signed with
     */
    static KeySet parse(Bytes text) {
        Bytes keys = JsonMembers.of(text).value("keys");
        if (keys == null || keys.at(0) != '[') {
            throw Refusal.malformed("not a JWK Set");
        }
        List<Entry> entries = new ArrayList<>();
        JsonScanner json = new JsonScanner(keys);
        json.enterArray("not a JWK Set");
        for (int i = 0; i < MOST_KEYS && json.nextElement(); i++) {
            Bytes key = json.value();
            Entry entry = key.at(0) == '{' ? entry(JsonMembers.of(key)) : null;
            if (entry != null) {
                entries.add(entry);
            }
        }
        if (entries.isEmpty()) {
            throw Refusal.malformed("has no key for signatures that are taken");
        }
        return new KeySet(List.copyOf(entries));
    }

    private static @Nullable Entry entry(JsonMembers jwk) {
        String use = jwk.text("use");
        Bytes operations = jwk.value("key_ops");
        String type = jwk.text("kty");
        if (type == null
                || (use != null && !use.equals("sig"))
                || (operations != null && !JsonMembers.fits(operations, "verify"::equals))) {
            return null;
        }
        Entry entry = null;
        for (Algorithm algorithm : Algorithm.values()) {
            if (algorithm.isFor(type, jwk.text("crv"))) {
                PublicKey key = key(jwk);
                entry = key == null ? null : new Entry(jwk.text("kid"), type, jwk.text("crv"), jwk.text("alg"), key);
                break;
            }
        }
        return entry;
    }

    private static @Nullable PublicKey key(JsonMembers jwk) {
        Map<String, Object> parts = new HashMap<>();
        for (String name : PARTS) {
            String part = jwk.text(name);
            if (part != null) {
                parts.put(name, part);
            }
        }
        try {
            PublicKey key = PublicJsonWebKey.Factory.newPublicJwk(parts).getPublicKey();
            return key instanceof RSAPublicKey rsa && !isLegal(rsa) ? null : key;
        } catch (JoseException | RuntimeException e) {
            // the library throws anything for numbers that make no key
            return null;
        }
    }

    private static boolean isLegal(RSAPublicKey rsa) {
        int bits = rsa.getModulus().bitLength();
        return bits >= SHORTEST_RSA && bits <= LONGEST_RSA;
    }

    /**
     * The key that a token is signed with.
     *
     * @param id the key's id in the token; null for none, which is enough if one key only is for that algorithm
     * @return null if there is none
     */
    @Nullable
    PublicKey find(@Nullable String id, Algorithm algorithm) {
        PublicKey found = null;
        for (Entry entry : entries) {
            if (entry.isFor(algorithm) && (id == null || id.equals(entry.id))) {
                if (id != null) {
                    return entry.key;
                }
                if (found != null) {
                    return null;
                }
                found = entry.key;
            }
        }
        return found;
    }

    /** The number of keys. */
    int size() {
        return entries.size();
    }
}
