package dev.sluice.ingress.auth;

import dev.sluice.config.OidcTokens;
import dev.sluice.config.RequiredClaim;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.ingress.auth.Verdict.Reason;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A bearer token of an OpenID Connect issuer (RFC 6750, 7519, 8725).
 *
 * <p>A token whose signature held is remembered until it expires, for an hour at most: then it costs a hash. Of others,
 * everything else is looked at before the signature, which is checked {@link Aside}. Nothing is remembered of a token
 * that does not hold. Thread-safe.
 */
public final class OidcProof implements Proof {

    /** The longest token in characters. */
    static final int LONGEST = 16 * 1024;

    /** How many signatures may wait for their check. */
    static final int MOST_CHECKS = 64;

    private static final String BEARER = "Bearer ";
    private static final double LEEWAY_SECONDS = 60;
    private static final double LAST_SECOND = 1e12;
    private static final long LONGEST_MEMORY_MILLIS = TimeUnit.HOURS.toMillis(1);
    private static final int LONGEST_CALLER = 512;

    private static final Verdict NO_TOKEN =
            new Verdict.Unproven(Reason.MISSING, "send a token of the issuer as Authorization: Bearer");
    private static final Verdict NOT_A_TOKEN = invalid("the bearer token is not a signed token that is taken");
    private static final Verdict OTHER_ISSUER = invalid("the token is of an issuer that is not taken here");
    private static final Verdict OTHER_AUDIENCE = invalid("the token is for another audience");
    private static final Verdict NO_EXPIRY = invalid("the token has no expiry");
    private static final Verdict EXPIRED = new Verdict.Unproven(Reason.EXPIRED, "the token has expired: get another");
    private static final Verdict TOO_EARLY =
            new Verdict.Unproven(Reason.EXPIRED, "the token is not valid yet: check the clock that it was issued by");
    private static final Verdict OTHER_CLAIMS = invalid("the token lacks a claim that is required here");
    private static final Verdict NAMELESS = invalid("the token does not name a caller");
    private static final Verdict UNKNOWN_KEY = invalid("the token is signed with a key that its issuer does not have");
    private static final Verdict FORGED = invalid("the signature of the token does not hold");
    private static final Verdict NO_KEYS =
            new Verdict.Unknown("the keys of the token's issuer have not been fetched yet: send it again later");
    private static final Verdict OLD_KEYS =
            new Verdict.Unknown("the key of the token may be newer than those known here: send it again in a minute");
    private static final Verdict BUSY =
            new Verdict.Unknown("too many tokens are being checked: send it again in a moment");

    private final OidcTokens wanted;
    private final Set<String> audiences;
    private final List<IssuerKeys> issuers;
    private final Aside.Lane lane;
    private final LongSupplier epochMillis;
    private final VerifiedTokens verified = new VerifiedTokens();
    private final ConcurrentHashMap<TokenId, CompletableFuture<Verdict>> checks = new ConcurrentHashMap<>();

    /**
     * A proof by tokens as {@code wanted} has them.
     *
     * @param issuers the keys of its issuers
     * @param lane where signatures are checked
     * @param epochMillis the clock that tokens expire by
     */
    OidcProof(OidcTokens wanted, List<IssuerKeys> issuers, Aside.Lane lane, LongSupplier epochMillis) {
        this.wanted = wanted;
        this.audiences = Set.copyOf(new HashSet<>(wanted.audiences()));
        this.issuers = List.copyOf(issuers);
        this.lane = lane;
        this.epochMillis = epochMillis;
    }

    private static Verdict invalid(String rule) {
        return new Verdict.Unproven(Reason.INVALID, rule);
    }

    @Override
    public String challenge() {
        return "Bearer realm=\"sluice\"";
    }

    @Override
    public Verdict check(Presented request) {
        List<String> values = request.headers().getAll(HttpHeaders.AUTHORIZATION);
        if (values.size() > 1) {
            return Authorization.REPEATED;
        }
        String credentials = values.isEmpty() ? null : values.get(0);
        if (credentials == null || !credentials.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return NO_TOKEN;
        }
        int start = BEARER.length();
        while (start < credentials.length() && credentials.charAt(start) == ' ') {
            start++;
        }
        if (credentials.length() - start > LONGEST) {
            return NOT_A_TOKEN;
        }
        byte[] bytes = credentials.getBytes(StandardCharsets.ISO_8859_1);
        TokenId id = TokenId.of(bytes, start);
        Verdict known = verified.find(id, epochMillis.getAsLong());
        return known == null ? read(Arrays.copyOfRange(bytes, start, bytes.length), id) : known;
    }

    private Verdict read(byte[] token, TokenId id) {
        try {
            return ofIssuer(Jwt.parse(token), id, false);
        } catch (Refusal e) {
            return NOT_A_TOKEN;
        }
    }

    /** The verdict by everything that needs no key, and then by the key. */
    private Verdict ofIssuer(Jwt token, TokenId id, boolean hasWaited) {
        String name = token.claims().text("iss");
        IssuerKeys unnamed = null;
        for (IssuerKeys issuer : issuers) {
            if (name != null && issuer.names().contains(name)) {
                Verdict refused = refused(token.claims());
                return refused == null ? signed(token, id, issuer, hasWaited) : refused;
            }
            unnamed = issuer.names().isEmpty() ? issuer : unnamed;
        }
        if (unnamed == null || name == null) {
            return OTHER_ISSUER;
        }
        // whose tokens they are is in a document that has not been seen
        Verdict refused = refused(token.claims());
        return refused == null ? waiting(token, id, unnamed, hasWaited, NO_KEYS) : refused;
    }

    /** What is wrong with the claims; null if nothing is. */
    private @Nullable Verdict refused(JsonMembers claims) {
        Bytes audience = claims.value("aud");
        if (audience == null || !JsonMembers.fits(audience, audiences::contains)) {
            return OTHER_AUDIENCE;
        }
        double now = epochMillis.getAsLong() / 1000.0;
        double end = claims.number("exp");
        if (!(end < LAST_SECOND)) {
            return NO_EXPIRY;
        }
        if (end + LEEWAY_SECONDS <= now) {
            return EXPIRED;
        }
        if (isLater(claims, "nbf", now) || isLater(claims, "iat", now)) {
            return TOO_EARLY;
        }
        for (RequiredClaim required : wanted.claims()) {
            Bytes value = claims.value(required.path());
            if (value == null || !JsonMembers.fits(value, required::accepts)) {
                return OTHER_CLAIMS;
            }
        }
        return caller(claims) == null ? NAMELESS : null;
    }

    /** Whether a time is in the future; one that cannot be read is. */
    private static boolean isLater(JsonMembers claims, String name, double now) {
        return claims.has(name) && !(claims.number(name) - LEEWAY_SECONDS <= now);
    }

    private @Nullable String caller(JsonMembers claims) {
        for (String name : wanted.callerClaims()) {
            String caller = claims.text(name);
            if (caller != null) {
                boolean isName = !caller.isEmpty()
                        && caller.length() <= LONGEST_CALLER
                        && caller.chars().noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c));
                return isName ? caller : null;
            }
        }
        return null;
    }

    private Verdict signed(Jwt token, TokenId id, IssuerKeys issuer, boolean hasWaited) {
        IssuerKeys.Seen seen = issuer.seen();
        if (seen == null) {
            return waiting(token, id, issuer, hasWaited, NO_KEYS);
        }
        PublicKey key = seen.keys().find(token.keyId(), token.algorithm());
        if (key != null) {
            return verified(token, id, key);
        }
        // a token that is older than the keys would have been signed with one of them
        double issued = token.claims().number("iat");
        double asked = seen.askedMillis() / 1000.0;
        boolean isOlder = hasWaited ? !(issued > asked) : issued + LEEWAY_SECONDS <= asked;
        return waiting(token, id, issuer, hasWaited, isOlder ? UNKNOWN_KEY : OLD_KEYS);
    }

    /** The verdict once keys were fetched; {@code otherwise} if none are being fetched, or have been already. */
    private Verdict waiting(Jwt token, TokenId id, IssuerKeys issuer, boolean hasWaited, Verdict otherwise) {
        CompletionStage<Void> fetched = hasWaited ? null : issuer.fetched();
        return fetched == null
                ? otherwise
                : new Verdict.Pending(
                        fetched.thenCompose(done -> ofIssuer(token, id, true).stage()));
    }

    /** Has the signature checked, once for all requests with this token. */
    private Verdict verified(Jwt token, TokenId id, PublicKey key) {
        CompletableFuture<Verdict> check = new CompletableFuture<>();
        CompletableFuture<Verdict> running = checks.putIfAbsent(id, check);
        if (running != null) {
            return new Verdict.Pending(running);
        }
        boolean runs = lane.run(() -> {
            Verdict verdict = FORGED;
            try {
                verdict = verify(token, id, key);
            } finally {
                checks.remove(id);
                check.complete(verdict);
            }
        });
        if (!runs) {
            checks.remove(id);
            check.complete(BUSY);
            return BUSY;
        }
        return new Verdict.Pending(check);
    }

    private Verdict verify(Jwt token, TokenId id, PublicKey key) {
        String caller = caller(token.claims());
        byte[] signature = token.signature().toArray();
        if (caller == null
                || !token.algorithm().verifies(signature, key, token.signed().toArray())) {
            return FORGED;
        }
        Verdict.Proven proven = new Verdict.Proven(caller);
        double end = token.claims().number("exp") + LEEWAY_SECONDS;
        verified.add(id, proven, Math.min((long) (end * 1000), epochMillis.getAsLong() + LONGEST_MEMORY_MILLIS));
        return proven;
    }

    /** The number of tokens that are remembered. */
    int remembered() {
        return verified.size();
    }
}
