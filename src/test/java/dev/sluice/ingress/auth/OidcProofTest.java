package dev.sluice.ingress.auth;

import static dev.sluice.ingress.auth.PublishedKeys.ISSUER;
import static dev.sluice.ingress.auth.PublishedKeys.KEYS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.OidcIssuer;
import dev.sluice.config.OidcTokens;
import dev.sluice.config.RequiredClaim;
import dev.sluice.core.event.Bytes;
import io.vertx.core.MultiMap;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OidcProofTest {

    private static final long NOW = 1_800_000_000;
    private static final SigningKey KEY = SigningKey.of("RS256", "key-1");
    private static final SigningKey OTHER = SigningKey.of("RS256", "key-2");
    private static final SigningKey IMPOSTOR = SigningKey.of("RS256", "key-1");
    private static final OidcIssuer NAMED =
            new OidcIssuer(List.of(ISSUER), URI.create(PublishedKeys.DISCOVERY), null, null, null);

    private final AtomicLong millis = new AtomicLong(NOW * 1000);
    private final AtomicLong nanos = new AtomicLong();
    private final List<Runnable> timers = new ArrayList<>();
    private final PublishedKeys issuer = new PublishedKeys(KEY);
    private final Aside aside = new Aside(1);

    private OidcProof proof(OidcTokens tokens) {
        return new Issuers(issuer::get, aside, (after, task) -> timers.add(task), nanos::get, millis::get)
                .proof(tokens);
    }

    private OidcProof proof() {
        return proof(tokens(List.of(), List.of("sub")));
    }

    private static OidcTokens tokens(List<RequiredClaim> claims, List<String> callers) {
        return new OidcTokens(List.of(NAMED), List.of("us", "https://sluice.example/"), claims, callers, false);
    }

    private static Presented request(String authorization) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("authorization", authorization);
        return new Presented("POST", headers, null, null, Bytes.empty(), Bytes.empty());
    }

    private static Verdict check(OidcProof proof, String token) {
        return told(proof.check(request("Bearer " + token)));
    }

    private static Verdict told(Verdict verdict) {
        if (!(verdict instanceof Verdict.Pending pending)) {
            return verdict;
        }
        return pending.verdict()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private void pass(Duration time) {
        millis.addAndGet(time.toMillis());
        nanos.addAndGet(time.toNanos());
    }

    /** Claims that are right, but for the members that are added or, by their name, replaced. */
    private static String claims(String... members) {
        List<String> all = new ArrayList<>(List.of(
                "\"iss\":\"" + ISSUER + "\"",
                "\"aud\":\"us\"",
                "\"sub\":\"sender\"",
                "\"iat\":" + (NOW - 10),
                "\"exp\":" + (NOW + 300)));
        for (String member : members) {
            String name = member.substring(0, member.indexOf(':') + 1);
            all.removeIf(other -> other.startsWith(name));
            all.add(member);
        }
        return "{" + String.join(",", all) + "}";
    }

    private static void assertRefused(Verdict verdict, Verdict.Reason reason, String inRule) {
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Unproven.class, refused -> {
            assertThat(refused.reason()).isEqualTo(reason);
            assertThat(refused.rule()).contains(inRule);
        });
    }

    private static final Verdict SENDER = new Verdict.Proven("sender");

    @Nested
    class Tokens {

        @ParameterizedTest
        @ValueSource(
                strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
        void proveTheirCallerWithEachAlgorithm(String algorithm) {
            SigningKey key = SigningKey.of(algorithm, "k");
            issuer.publish(key);
            OidcProof proof = proof();
            String token = key.token(claims());

            assertThat(check(proof, token)).isEqualTo(SENDER);
            assertRefused(check(proof, changed(token)), Verdict.Reason.INVALID, "signature");
            assertRefused(check(proof, token.substring(0, token.lastIndexOf('.') + 5)), Verdict.Reason.INVALID, "");
        }

        /** Another first character of the signature. */
        private static String changed(String token) {
            int at = token.lastIndexOf('.') + 1;
            return token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"aud\":[\"other\",\"https://sluice.example/\"]",
                    "\"exp\":1799999941",
                    "\"exp\":1.8000003e9",
                    "\"exp\":1800000300.25",
                    "\"nbf\":1800000059",
                    "\"iat\":1800000060",
                    "\"other\":{\"a\":[1,2,{\"b\":null}]}"
                })
        void mayHaveSuchClaims(String member) {
            assertThat(check(proof(), KEY.token(claims(member)))).isEqualTo(SENDER);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                "iss":"https://issuer.example/" | INVALID | issuer
                "iss":"https://other.example"   | INVALID | issuer
                "iss":["https://issuer.example"] | INVALID | issuer
                "iss":null                      | INVALID | issuer
                "aud":"them"                    | INVALID | audience
                "aud":["them"]                  | INVALID | audience
                "aud":[["us"]]                  | INVALID | audience
                "aud":[]                        | INVALID | audience
                "aud":{"us":"us"}               | INVALID | audience
                "aud":null                      | INVALID | audience
                "exp":1799999940                | EXPIRED | expired
                "exp":0                         | EXPIRED | expired
                "exp":-1e99                     | EXPIRED | expired
                "exp":"1900000000"              | INVALID | expiry
                "exp":1e999                     | INVALID | expiry
                "exp":1e12                      | INVALID | expiry
                "exp":null                      | INVALID | expiry
                "nbf":1800000061                | EXPIRED | not valid yet
                "nbf":"0"                       | EXPIRED | not valid yet
                "iat":1800000061                | EXPIRED | not valid yet
                "sub":""                        | INVALID | name a caller
                "sub":7                         | INVALID | name a caller
                "sub":"a\\nb"                   | INVALID | name a caller
                "sub":"\\ud800"                 | INVALID | name a caller
                """)
        void areRefusedForAClaim(String member, Verdict.Reason reason, String rule) {
            assertRefused(check(proof(), KEY.token(claims(member))), reason, rule);
        }

        @ParameterizedTest
        @ValueSource(strings = {"iss", "aud", "exp", "sub"})
        void areRefusedWithout(String name) {
            String without = claims().replaceFirst("\"" + name + "\":", "\"x" + name + "\":");

            assertThat(check(proof(), KEY.token(without))).isInstanceOf(Verdict.Unproven.class);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"iss\":\"https://issuer.example\",\"iss\":\"https://issuer.example\",\"aud\":\"us\",\"sub\":\"sender\",\"exp\":1800000300}",
                    "{\"iss\":\"https://issuer.example\",\"aud\":\"us\",\"sub\":\"sender\",\"\\u0073ub\":\"admin\",\"exp\":1800000300}",
                    "{\"iss\":\"https://issuer.example\",\"aud\":\"us\",\"sub\":\"sender\",\"exp\":1800000300}{}",
                    "[]",
                    "null",
                    "",
                    "{"
                })
        void areRefusedForClaimsThatTwoReadersMayReadInTwoWays(String claims) {
            assertRefused(check(proof(), KEY.token(claims)), Verdict.Reason.INVALID, "not a signed token");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"alg\":\"none\"}",
                    "{\"alg\":\"None\",\"kid\":\"key-1\"}",
                    "{\"alg\":\"HS256\",\"kid\":\"key-1\"}",
                    "{\"alg\":\"rs256\",\"kid\":\"key-1\"}",
                    "{\"alg\":[\"RS256\"],\"kid\":\"key-1\"}",
                    "{\"kid\":\"key-1\"}",
                    "{\"alg\":\"RS256\",\"kid\":7}",
                    "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"alg\":\"RS256\"}",
                    "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"crit\":[]}",
                    "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"crit\":[\"b64\"],\"b64\":false}",
                    "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"typ\":\"logout+jwt\"}",
                    "[]"
                })
        void areRefusedForAHeader(String header) {
            assertRefused(check(proof(), KEY.token(header, claims())), Verdict.Reason.INVALID, "not a signed token");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"alg\":\"RS256\",\"kid\":\"key-1\"}",
                    "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"typ\":\"at+jwt\"}",
                    "{\"alg\":\"RS256\"}",
                    "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"jku\":\"https://evil.example\",\"x5u\":\"https://evil.example\",\"jwk\":{},\"x5c\":[]}"
                })
        void mayHaveSuchHeaders(String header) {
            assertThat(check(proof(), KEY.token(header, claims()))).isEqualTo(SENDER);
            assertThat(issuer.asked)
                    .allSatisfy(source -> assertThat(source.uri().getHost()).isEqualTo("issuer.example"));
        }

        /** The public key as a shared secret: whoever takes the algorithm of the token's word accepts it. */
        @Test
        void cannotBeSignedWithThePublicKey() throws GeneralSecurityException {
            String signed = SigningKey.part("{\"alg\":\"HS256\",\"kid\":\"key-1\"}") + "." + SigningKey.part(claims());
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY.encoded(), "HmacSHA256"));
            String token = signed + "."
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));

            assertRefused(check(proof(), token), Verdict.Reason.INVALID, "not a signed token");
        }

        @Test
        void cannotUseAKeyForAnotherAlgorithm() {
            SigningKey pss = SigningKey.of("PS256", "key-1");
            OidcProof proof = proof();

            assertRefused(check(proof, pss.token(claims("\"iat\":0"))), Verdict.Reason.INVALID, "does not have");
            assertRefused(
                    check(proof, SigningKey.of("ES256", "key-1").token(claims("\"iat\":0"))),
                    Verdict.Reason.INVALID,
                    "does not have");
        }

        @Test
        void cannotBeSignedWithAnotherKeyOfTheSameId() {
            assertRefused(check(proof(), IMPOSTOR.token(claims())), Verdict.Reason.INVALID, "signature");
        }

        @Test
        void needASignature() {
            String token = KEY.token(claims());
            String bare = token.substring(0, token.lastIndexOf('.'));
            OidcProof proof = proof();

            for (String text :
                    List.of(bare, bare + ".", bare + ".AA", token + ".AA", token + "=", "a.b.c", "..", "x")) {
                assertThat(check(proof, text)).as(text).isInstanceOf(Verdict.Unproven.class);
            }
        }

        @Test
        void haveOneSpellingOnly() {
            String token = KEY.token(claims());
            OidcProof proof = proof();
            // 256 bytes leave four bits of the last character unused
            char last = token.charAt(token.length() - 1);
            String same = token.substring(0, token.length() - 1) + (char) (last + 1);

            assertThat(check(proof, token)).isEqualTo(SENDER);
            assertRefused(check(proof, same), Verdict.Reason.INVALID, "not a signed token");
            assertRefused(check(proof, token.replace('_', '/').replace('-', '+') + "+"), Verdict.Reason.INVALID, "");
        }

        @Test
        void mayNotBeHuge() {
            String token = KEY.token(claims("\"x\":\"" + "y".repeat(OidcProof.LONGEST) + "\""));

            assertRefused(check(proof(), token), Verdict.Reason.INVALID, "not a signed token");
        }

        @ParameterizedTest
        @ValueSource(strings = {"../../../../dev/null", "' OR '1'='1", "key-1\\u0000", "https://evil.example/key"})
        void nameAKeyByItsIdOnly(String id) {
            String header = "{\"alg\":\"RS256\",\"kid\":\"" + id + "\"}";

            assertRefused(
                    check(proof(), KEY.token(header, claims("\"iat\":0"))), Verdict.Reason.INVALID, "does not have");
        }

        @Test
        void mayHaveAnIdOfAnyLength() {
            String header = "{\"alg\":\"RS256\",\"kid\":\"" + "k".repeat(10_000) + "\"}";

            assertRefused(
                    check(proof(), KEY.token(header, claims("\"iat\":0"))), Verdict.Reason.INVALID, "does not have");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "Basic YTpi", "Bearer", "Bearertoken", "token"})
        void mustBeThere(String authorization) {
            assertRefused(told(proof().check(request(authorization))), Verdict.Reason.MISSING, "Authorization");
        }

        @Test
        void areFoundWhateverTheCaseOfBearer() {
            assertThat(told(proof().check(request("bearer   " + KEY.token(claims())))))
                    .isEqualTo(SENDER);
        }
    }

    @Nested
    class Claims {

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                "azp":"one"              | true
                "azp":"two-and-more"     | true
                "azp":"two"              | false
                "azp":"onemore"          | false
                "azp":["three","one"]    | true
                "azp":[["one"]]          | false
                "azp":{"one":"one"}      | false
                "azp":true               | true
                "azp":false              | false
                "azp":null               | false
                "azq":"one"              | false
                """)
        void mustBeAsRequired(String member, boolean fits) {
            RequiredClaim required = new RequiredClaim(List.of("azp"), List.of("one", "two-*", "true"));
            Verdict verdict = check(proof(tokens(List.of(required), List.of("sub"))), KEY.token(claims(member)));

            if (fits) {
                assertThat(verdict).isEqualTo(SENDER);
            } else {
                assertRefused(verdict, Verdict.Reason.INVALID, "lacks a claim");
            }
        }

        @Test
        void areFoundInsideOfOthers() {
            RequiredClaim required = new RequiredClaim(List.of("realm_access", "roles"), List.of("publisher"));
            OidcProof proof = proof(tokens(List.of(required), List.of("sub")));

            assertThat(check(proof, KEY.token(claims("\"realm_access\":{\"roles\":[\"a\",\"publisher\"]}"))))
                    .isEqualTo(SENDER);
            assertRefused(
                    check(proof, KEY.token(claims("\"realm_access\":{\"roles\":[],\"roles\":[\"publisher\"]}"))),
                    Verdict.Reason.INVALID,
                    "not a signed token");
            assertRefused(
                    check(proof, KEY.token(claims("\"realm_access\":\"roles\""))), Verdict.Reason.INVALID, "claim");
        }

        @Test
        void nameTheCallerByTheFirstThatIsThere() {
            OidcProof proof = proof(tokens(List.of(), List.of("azp", "appid")));

            assertThat(check(proof, KEY.token(claims("\"appid\":\"v1\"")))).isEqualTo(new Verdict.Proven("v1"));
            assertThat(check(proof, KEY.token(claims("\"appid\":\"v1\"", "\"azp\":\"v2\""))))
                    .isEqualTo(new Verdict.Proven("v2"));
            assertRefused(check(proof, KEY.token(claims())), Verdict.Reason.INVALID, "name a caller");
        }
    }

    @Nested
    class RememberedTokens {

        @Test
        void areAnsweredAtOnceUntilTheyExpire() {
            OidcProof proof = proof();
            String token = KEY.token(claims());

            assertThat(check(proof, token)).isEqualTo(SENDER);
            assertThat(proof.check(request("Bearer " + token))).isEqualTo(SENDER);
            pass(Duration.ofSeconds(359));
            assertThat(proof.check(request("Bearer " + token))).isEqualTo(SENDER);
            pass(Duration.ofSeconds(1));
            assertRefused(proof.check(request("Bearer " + token)), Verdict.Reason.EXPIRED, "expired");
        }

        @Test
        void areCheckedAgainAfterAnHour() {
            OidcProof proof = proof();
            String token = KEY.token(claims("\"exp\":" + (NOW + 1_000_000)));
            assertThat(check(proof, token)).isEqualTo(SENDER);

            pass(Duration.ofMinutes(60));

            assertThat(proof.check(request("Bearer " + token))).isInstanceOf(Verdict.Pending.class);
        }

        @Test
        void areNoneThatWereRefused() {
            OidcProof proof = proof();

            check(proof, IMPOSTOR.token(claims()));
            check(proof, KEY.token(claims("\"aud\":\"them\"")));

            assertThat(proof.remembered()).isZero();
        }

        @Test
        void areBounded() {
            VerifiedTokens tokens = new VerifiedTokens();
            for (int i = 0; i <= VerifiedTokens.MOST; i++) {
                tokens.add(new TokenId(i, 0, 0, 0), new Verdict.Proven("a"), 1);
            }

            assertThat(tokens.size()).isEqualTo(VerifiedTokens.MOST);
            assertThat(tokens.find(new TokenId(0, 0, 0, 0), 0)).isNull();
            assertThat(tokens.find(new TokenId(1, 0, 0, 0), 0)).isNotNull();
        }

        @Test
        void areNotThoseOfAnotherSender() {
            Issuers issuers = new Issuers(issuer::get, aside, (after, task) -> {}, nanos::get, millis::get);
            OidcProof us = issuers.proof(tokens(List.of(), List.of("sub")));
            OidcProof them =
                    issuers.proof(new OidcTokens(List.of(NAMED), List.of("them"), List.of(), List.of("sub"), false));
            String token = KEY.token(claims());

            assertThat(check(us, token)).isEqualTo(SENDER);
            assertRefused(check(them, token), Verdict.Reason.INVALID, "audience");
            assertThat(issuer.timesAsked()).isEqualTo(1);
        }
    }

    @Nested
    class Keys {

        @Test
        void areWaitedForNoLongerThanTheFetchTakes() {
            issuer.hold();
            OidcProof proof = proof();
            Verdict verdict = proof.check(request("Bearer " + KEY.token(claims())));

            assertThat(verdict).isInstanceOf(Verdict.Pending.class);
            issuer.answer();
            assertThat(told(verdict)).isEqualTo(SENDER);
            assertThat(issuer.timesAsked()).isEqualTo(1);
        }

        @Test
        void areAskedForAgainWhileTheyWereNeverSeen() {
            issuer.isAway(true);
            OidcProof proof = proof();
            String token = KEY.token(claims());

            assertThat(check(proof, token)).isInstanceOf(Verdict.Unknown.class);
            pass(Duration.ofSeconds(1));
            timers.remove(0).run();
            assertThat(issuer.asked).hasSize(2);
            assertThat(check(proof, token)).isInstanceOf(Verdict.Unknown.class);
            assertThat(issuer.asked).hasSize(2);

            issuer.isAway(false);
            pass(Duration.ofSeconds(2));
            assertThat(check(proof, token)).isEqualTo(SENDER);
        }

        @Test
        void areKeptWhenTheIssuerGoesAway() {
            OidcProof proof = proof();
            assertThat(check(proof, KEY.token(claims()))).isEqualTo(SENDER);
            issuer.isAway(true);

            for (int hour = 1; hour < 5; hour++) {
                pass(Duration.ofHours(1));
                String exp = "\"exp\":" + (millis.get() / 1000 + 60);
                assertThat(check(proof, KEY.token(claims(exp)))).isEqualTo(SENDER);
            }
            assertThat(issuer.asked).hasSize(2 + 4);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "nonsense",
                    "{\"keys\":[]}",
                    "{\"keys\":{}}",
                    "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"},7,null]}",
                    "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"kid\":\"key-1\"}]}"
                })
        void areKeptWhenTheIssuerTalksNonsense(String nonsense) {
            OidcProof proof = proof();
            assertThat(check(proof, KEY.token(claims()))).isEqualTo(SENDER);
            issuer.publish(nonsense);
            pass(Duration.ofMinutes(16));

            String exp = "\"exp\":" + (millis.get() / 1000 + 60);
            assertThat(check(proof, KEY.token(claims(exp)))).isEqualTo(SENDER);
            assertThat(check(proof, KEY.token(claims(exp, "\"x\":1")))).isEqualTo(SENDER);
            assertThat(issuer.timesAsked()).isEqualTo(2);
        }

        @Test
        void areFetchedAgainForOneThatIsNew() {
            OidcProof proof = proof();
            assertThat(check(proof, KEY.token(claims()))).isEqualTo(SENDER);
            issuer.publish(OTHER, KEY);
            pass(Duration.ofMinutes(1));

            assertThat(check(proof, OTHER.token(claims()))).isEqualTo(SENDER);
            assertThat(check(proof, KEY.token(claims("\"x\":1")))).isEqualTo(SENDER);
        }

        @Test
        void areFetchedOnceAMinuteAtMostWhateverIsSent() {
            OidcProof proof = proof();
            assertThat(check(proof, KEY.token(claims()))).isEqualTo(SENDER);

            for (int second = 0; second < 600; second++) {
                String id = "{\"alg\":\"RS256\",\"kid\":\"" + second + "\"}";
                check(proof, KEY.token(id, claims("\"exp\":" + (NOW + 3600))));
                pass(Duration.ofSeconds(1));
            }

            assertThat(issuer.timesAsked()).isLessThanOrEqualTo(11);
        }

        /** The key of a token that is newer than the keys may be as well; nobody repeats what was answered 401. */
        @Test
        void leaveATokenThatMayHaveANewerOneForLater() {
            OidcProof proof = proof();
            assertThat(check(proof, KEY.token(claims()))).isEqualTo(SENDER);
            issuer.publish(OTHER);

            pass(Duration.ofSeconds(30));
            String fresh = OTHER.token(claims("\"iat\":" + (NOW + 30)));
            assertThat(check(proof, fresh)).isInstanceOf(Verdict.Unknown.class);
            assertRefused(check(proof, OTHER.token(claims("\"iat\":" + (NOW - 61)))), Verdict.Reason.INVALID, "have");

            pass(Duration.ofSeconds(30));
            assertThat(check(proof, fresh)).isEqualTo(SENDER);
        }

        @Test
        void areRefusedForGoodOnceTheIssuerWasAskedAfterTheToken() {
            OidcProof proof = proof();
            assertThat(check(proof, KEY.token(claims()))).isEqualTo(SENDER);
            pass(Duration.ofMinutes(2));

            assertRefused(check(proof, OTHER.token(claims("\"iat\":" + (NOW + 119)))), Verdict.Reason.INVALID, "have");
        }

        @Test
        void areThoseForSignaturesOnly() {
            issuer.publish("{\"keys\":[" + OTHER.jwk("\"use\":\"enc\"") + ","
                    + SigningKey.of("RS256", "key-3").jwk("\"key_ops\":[\"encrypt\"]") + "," + KEY.jwk("") + "]}");
            OidcProof proof = proof();

            assertThat(check(proof, KEY.token(claims()))).isEqualTo(SENDER);
            assertRefused(check(proof, OTHER.token(claims("\"iat\":0"))), Verdict.Reason.INVALID, "does not have");
        }

        @Test
        void areTakenFromADiscoveryDocumentOfTheIssuerOnly() {
            issuer.discovery("{\"issuer\":\"https://other.example\",\"jwks_uri\":\"" + KEYS + "\"}");

            assertThat(check(proof(), KEY.token(claims()))).isInstanceOf(Verdict.Unknown.class);
            assertThat(issuer.timesAsked()).isZero();
        }

        @Test
        void areAskedForAtJwksUriAlone() {
            OidcIssuer issuerWithKeys = new OidcIssuer(List.of(ISSUER), null, URI.create(KEYS), null, null);
            OidcProof proof =
                    proof(new OidcTokens(List.of(issuerWithKeys), List.of("us"), List.of(), List.of("sub"), false));

            assertThat(check(proof, KEY.token(claims()))).isEqualTo(SENDER);
            assertThat(issuer.asked).hasSize(1);
        }

        @Test
        void areThoseOfTheIssuerThatTheDiscoveryDocumentNames() {
            OidcIssuer cluster = new OidcIssuer(
                    List.of(), URI.create(PublishedKeys.DISCOVERY), null, Path.of("ca.crt"), Path.of("token"));
            issuer.hold();
            OidcProof proof = proof(new OidcTokens(List.of(cluster), List.of("us"), List.of(), List.of("sub"), false));
            Verdict first = proof.check(request("Bearer " + KEY.token(claims())));

            issuer.answer();
            assertThat(told(first)).isEqualTo(SENDER);
            assertRefused(
                    check(proof, KEY.token(claims("\"iss\":\"https://other.example\""))),
                    Verdict.Reason.INVALID,
                    "issuer");
            assertThat(issuer.asked)
                    .allSatisfy(source -> assertThat(source.tokenFile()).isEqualTo(Path.of("token")));
        }

        @Test
        void areAskedForWithoutTheTokenAtAnotherHost() {
            OidcIssuer withToken =
                    new OidcIssuer(List.of(ISSUER), URI.create(PublishedKeys.DISCOVERY), null, null, Path.of("token"));
            issuer.discovery("{\"issuer\":\"" + ISSUER + "\",\"jwks_uri\":\"https://other.example/keys\"}");
            proof(new OidcTokens(List.of(withToken), List.of("us"), List.of(), List.of("sub"), false));

            assertThat(issuer.asked).extracting(Fetch.Source::tokenFile).containsExactly(Path.of("token"), null);
        }
    }

    @Nested
    class UnderAttack {

        @Test
        void aFullLaneIsAnsweredLaterAndHarmsNoOtherSender() throws InterruptedException {
            OidcProof attacked = proof();
            OidcProof other = proof();
            String known = KEY.token(claims());
            assertThat(check(attacked, known)).isEqualTo(SENDER);
            assertThat(check(other, KEY.token(claims("\"x\":0")))).isEqualTo(SENDER);
            CountDownLatch blocked = new CountDownLatch(1);
            CountDownLatch blocks = new CountDownLatch(1);
            aside.lane(1).run(() -> {
                blocks.countDown();
                await(blocked);
            });
            blocks.await();

            List<Verdict> verdicts = new ArrayList<>();
            for (int i = 0; i < OidcProof.MOST_CHECKS + 10; i++) {
                verdicts.add(attacked.check(request("Bearer " + IMPOSTOR.token(claims("\"x\":" + i)))));
            }

            assertThat(verdicts.subList(0, OidcProof.MOST_CHECKS)).allMatch(Verdict.Pending.class::isInstance);
            assertThat(verdicts.subList(OidcProof.MOST_CHECKS, verdicts.size()))
                    .allMatch(Verdict.Unknown.class::isInstance);
            assertThat(attacked.check(request("Bearer " + known))).isEqualTo(SENDER);
            Verdict waiting = other.check(request("Bearer " + KEY.token(claims("\"x\":1"))));
            assertThat(waiting).isInstanceOf(Verdict.Pending.class);
            blocked.countDown();
            assertThat(told(waiting)).isEqualTo(SENDER);
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Test
        void oneTokenOfManyRequestsIsCheckedOnce() throws InterruptedException {
            OidcProof proof = proof();
            assertThat(check(proof, KEY.token(claims()))).isEqualTo(SENDER);
            CountDownLatch blocked = new CountDownLatch(1);
            aside.lane(1).run(() -> await(blocked));
            String token = KEY.token(claims("\"x\":1"));

            List<Verdict> verdicts = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                verdicts.add(proof.check(request("Bearer " + token)));
            }
            blocked.countDown();

            assertThat(verdicts).allSatisfy(verdict -> assertThat(told(verdict)).isEqualTo(SENDER));
        }
    }
}
