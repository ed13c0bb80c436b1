package dev.sluice.ingress.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.core.envelope.SnsMessage;
import dev.sluice.core.event.Bytes;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of the shapes that SNS has, signed by a key of an authority of our own. */
class SnsProofTest {

    /** The platform asks no other clock about certificates. */
    private static final long NOW = System.currentTimeMillis();

    private static final String ARN = "arn:aws:sns:eu-central-1:123456789012:orders";
    private static final String HOST = "https://sns.eu-central-1.amazonaws.com/";
    private static final String CERTIFICATE = HOST + "SimpleNotificationService-0123abcd.pem";
    private static final String AUTHORITY = "http://crt.r2m01.amazontrust.com/r2m01.cer";
    private static final SnsAuthority AWS = new SnsAuthority(NOW);
    private static final Verdict PROVEN = new Verdict.Proven(ARN);

    private final AtomicLong millis = new AtomicLong(NOW);
    private final AtomicLong nanos = new AtomicLong();
    private final Map<String, byte[]> published = new HashMap<>();
    private final List<Fetch.Source> asked = new ArrayList<>();
    private final List<CompletableFuture<Void>> held = new ArrayList<>();
    private boolean holds;
    private final Sns sns = new Sns(this::get, uri -> AWS.trust(), new Aside(1), nanos::get, millis::get);
    private final SnsProof proof = sns.proof(List.of(ARN), false);

    SnsProofTest() {
        published.put(CERTIFICATE, SnsAuthority.pem(AWS.leaf("sns.amazonaws.com", 0, null), AWS.middle()));
    }

    private CompletionStage<Bytes> get(Fetch.Source source) {
        asked.add(source);
        CompletableFuture<Void> question = new CompletableFuture<>();
        if (holds) {
            held.add(question);
        } else {
            question.complete(null);
        }
        byte[] answer = published.get(source.uri().toString());
        return question.thenCompose(now -> answer == null
                ? CompletableFuture.failedFuture(new IOException("answered 404"))
                : CompletableFuture.completedFuture(Bytes.of(answer)));
    }

    private void pass(Duration time) {
        millis.addAndGet(time.toMillis());
        nanos.addAndGet(time.toNanos());
    }

    private static Map<String, String> notification() {
        Map<String, String> message = new LinkedHashMap<>();
        message.put("Type", "Notification");
        message.put("MessageId", "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324");
        message.put("TopicArn", ARN);
        message.put("Subject", "Bestätigt");
        message.put("Message", "{\"order\":\"A-7\",\"note\":\"a\\nb\"}\nline");
        message.put("Timestamp", "2026-11-26T22:40:00.000Z");
        message.put("UnsubscribeURL", HOST + "?Action=Unsubscribe");
        return message;
    }

    private static Map<String, String> withoutSubject() {
        Map<String, String> message = notification();
        message.remove("Subject");
        return message;
    }

    private static Map<String, String> confirmation() {
        Map<String, String> message = withoutSubject();
        message.put("Type", "SubscriptionConfirmation");
        message.put("Token", "2336412f37fb687f5d51e6e2425dacbb");
        message.put("SubscribeURL", HOST + "?Action=ConfirmSubscription&TopicArn=" + ARN + "&Token=2336");
        return message;
    }

    /** A message with a signature of its own words. */
    private static Map<String, String> signed(String version, Map<String, String> message) {
        Map<String, String> signed = new LinkedHashMap<>(message);
        byte[] bytes = SnsMessage.parse(Bytes.utf8(json(message))).signedBytes();
        signed.put("SignatureVersion", version);
        signed.put("Signature", AWS.sign(version.equals("1") ? "SHA1withRSA" : "SHA256withRSA", bytes));
        signed.putIfAbsent("SigningCertURL", CERTIFICATE);
        return signed;
    }

    private static Map<String, String> signed() {
        return signed("2", notification());
    }

    private static String json(Map<String, String> members) {
        List<String> texts = new ArrayList<>();
        members.forEach((name, value) -> texts.add("\"" + name + "\":\""
                + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\""));
        return "{" + String.join(",", texts) + "}";
    }

    private Verdict begin(Map<String, String> message) {
        return begin(proof, json(message));
    }

    private static Verdict begin(SnsProof proof, String body) {
        Bytes bytes = Bytes.utf8(body);
        return proof.check(new Presented("POST", MultiMap.caseInsensitiveMultiMap(), null, null, bytes, bytes));
    }

    private Verdict check(Map<String, String> message) {
        return told(begin(message));
    }

    private static Verdict told(Verdict verdict) {
        return verdict instanceof Verdict.Pending pending
                ? pending.verdict()
                        .toCompletableFuture()
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join()
                : verdict;
    }

    private static void assertRefused(Verdict verdict, String inRule) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Unproven.class,
                        refused -> assertThat(refused.rule()).contains(inRule));
    }

    static Stream<Arguments> messages() {
        return Stream.of("1", "2")
                .flatMap(version -> Stream.of(notification(), withoutSubject(), confirmation())
                        .map(message -> Arguments.of(version, message)));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void provesTheTopicOfASignedMessage(String version, Map<String, String> message) {
        assertThat(check(signed(version, message))).isEqualTo(PROVEN);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void refusesAMessageOfWhichAnySignedWordIsAnother(String version, Map<String, String> message) {
        Map<String, String> signed = signed(version, message);
        for (String name : message.keySet()) {
            if (name.equals("UnsubscribeURL") || name.equals("Type") || name.equals("TopicArn")) {
                continue;
            }
            Map<String, String> changed = new LinkedHashMap<>(signed);
            changed.put(name, message.get(name) + "x");
            assertRefused(check(changed), "signature");
        }
        Map<String, String> added = new LinkedHashMap<>(signed);
        added.put("Subject", "other");
        if (!message.get("Type").equals("SubscriptionConfirmation")) {
            assertRefused(check(added), "signature");
        }
    }

    @Test
    void tellsAMessageThatComesAgainWhereThatIsWanted() {
        SnsProof telling = sns.proof(List.of(ARN), true);
        Verdict.Proven first = proven(telling, signed("2", notification()));
        Map<String, String> later = notification();
        later.put("MessageId", "another");

        assertThat(first.caller()).isEqualTo(ARN);
        assertThat(first.signedId()).isNotEmpty();
        assertThat(proven(telling, signed("1", notification()))).isEqualTo(first);
        assertThat(proven(telling, signed("2", later)).signedId()).isNotEqualTo(first.signedId());
    }

    private static Verdict.Proven proven(SnsProof proof, Map<String, String> message) {
        return (Verdict.Proven) told(begin(proof, json(message)));
    }

    @Test
    void doesNotProveWhatIsReadByItsHeaders() {
        Bytes body = Bytes.utf8(json(signed()));
        MultiMap raw = MultiMap.caseInsensitiveMultiMap().add("x-amz-sns-rawdelivery", "true");

        assertRefused(proof.check(new Presented("POST", raw, null, null, body, body)), "raw delivery");
        raw.add("x-amz-sns-rawdelivery", "false");
        assertRefused(proof.check(new Presented("POST", raw, null, null, body, body)), "raw delivery");
    }

    @ParameterizedTest
    @CsvSource({
        "SignatureVersion, 1, signature",
        "SignatureVersion, 3, version",
        "SignatureVersion, , signed",
        "Signature, , signed",
        "Signature, AAAA, signature",
        "Signature, ****, signature",
        "SigningCertURL, , signed",
        "TopicArn, arn:aws:sns:eu-central-1:123456789012:others, topic",
        "TopicArn, arn:aws:sns:eu-west-1:123456789012:orders, topic",
        "Type, Other, signed"
    })
    void refusesASignatureThatIsOfSomethingElse(String name, String value, String rule) {
        Map<String, String> message = signed();
        message.remove(name);
        if (value != null) {
            message.put(name, value);
        }

        assertRefused(check(message), rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text", "[]", "{}", "{\"Type\":\"Notification\"}"})
    void refusesWhatIsNoMessage(String body) {
        assertRefused(begin(proof, body), "signed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://sns.eu-central-1.amazonaws.com/a.pem",
                "https://sns.eu-west-1.amazonaws.com/a.pem",
                "https://sns.eu-central-1.amazonaws.com.evil.example/a.pem",
                "https://sns.eu-central-1.amazonaws.com.cn/a.pem",
                "https://evil.example/sns.eu-central-1.amazonaws.com/a.pem",
                "https://xsns.eu-central-1.amazonaws.com/a.pem",
                "https://sns.eu-central-1.amazonaws.com:8443/a.pem",
                "https://a@sns.eu-central-1.amazonaws.com/a.pem",
                "https://evil.example#@sns.eu-central-1.amazonaws.com/a.pem",
                "https://evil.example\\@sns.eu-central-1.amazonaws.com/a.pem",
                "https://sns.eu-central-1.amazonaws.com/a.pem?x=.pem",
                "https://sns.eu-central-1.amazonaws.com/?Action=a.pem",
                "https://sns.eu-central-1.amazonaws.com/a.pem#b",
                "https://sns.eu-central-1.amazonaws.com/a/b.pem",
                "https://sns.eu-central-1.amazonaws.com/..%2fa.pem",
                "https://sns.eu-central-1.amazonaws.com/a.txt",
                "https://127.0.0.1/a.pem",
                "file:///a.pem",
                "a.pem"
            })
    void fetchesNoCertificateFromAnywhereElse(String url) {
        Map<String, String> message = signed();
        message.put("SigningCertURL", url);

        assertRefused(check(message), "endpoint");
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:sns:us-east-1:123456789012:a, https://sns.us-east-1.amazonaws.com/a.pem",
        "arn:aws:sns:us-east-1:123456789012:a.fifo, https://sns.us-east-1.amazonaws.com:443/a.pem",
        "arn:aws-cn:sns:cn-north-1:123456789012:a, https://sns.cn-north-1.amazonaws.com.cn/a.pem",
        "arn:aws-us-gov:sns:us-gov-east-1:123456789012:a, https://sns.us-gov-east-1.amazonaws.com/a.pem",
        "arn:aws-eusc:sns:eusc-de-east-1:123456789012:a, https://sns.eusc-de-east-1.amazonaws.eu/a.pem"
    })
    void knowsTheEndpointsOfAllPartitions(String arn, String url) {
        assertThat(SnsEndpoint.of(arn).certificate(url)).isEqualTo(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "orders",
                "arn:aws:sqs:eu-central-1:123456789012:orders",
                "arn:aws:sns:eu-central-1:123456789012:*",
                "arn:aws:sns:x.evil.example/:123456789012:orders",
                "arn:awsx:sns:eu-central-1:123456789012:orders"
            })
    void takesNothingButArnsOfTopics(String arn) {
        assertThatThrownBy(() -> sns.proof(List.of(arn), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not the ARN of a topic");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sns.amazonaws.com", "sns-signing.eu-central-1.amazonaws.com"})
    void trustsACertificateOfANameOfSns(String name) {
        published.put(CERTIFICATE, SnsAuthority.pem(AWS.leaf(name, 0, null), AWS.middle()));

        assertThat(check(signed())).isEqualTo(PROVEN);
    }

    @Test
    void fetchesTheAuthorityThatSnsLeavesOut() {
        published.put(CERTIFICATE, SnsAuthority.pem(AWS.leaf("sns.amazonaws.com", 0, AUTHORITY)));
        published.put(AUTHORITY, SnsAuthority.der(AWS.middle()));

        assertThat(check(signed())).isEqualTo(PROVEN);
        assertThat(asked)
                .extracting(Fetch.Source::uri, Fetch.Source::reach)
                .containsExactly(
                        tuple(URI.create(CERTIFICATE), Reach.PUBLIC),
                        tuple(URI.create(AUTHORITY), Reach.PUBLIC_SIGNED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example/a.cer",
                "http://amazontrust.com.evil.example/a.cer",
                "http://169.254.169.254/latest",
                "ldap://crt.amazontrust.com/a",
                "http://crt.amazontrust.com:8080/a.cer"
            })
    void fetchesAnAuthorityFromWhereAwsHasThemOnly(String address) {
        published.put(CERTIFICATE, SnsAuthority.pem(AWS.leaf("sns.amazonaws.com", 0, address)));
        published.put(address, SnsAuthority.der(AWS.middle()));

        assertRefused(check(signed()), "certificate");
        assertThat(asked).hasSize(1);
    }

    @Test
    void trustsNoAuthorityThatTheRootDoesNot() {
        SnsAuthority other = new SnsAuthority(NOW);
        published.put(CERTIFICATE, SnsAuthority.pem(other.leaf("sns.amazonaws.com", 0, AUTHORITY)));
        published.put(AUTHORITY, SnsAuthority.der(other.middle()));

        assertRefused(check(signed()), "certificate");
    }

    static Stream<byte[]> untrusted() {
        return Stream.of(
                SnsAuthority.pem(AWS.selfSigned("sns.amazonaws.com")),
                SnsAuthority.pem(AWS.leaf("evil.example", 0, null), AWS.middle()),
                SnsAuthority.pem(AWS.leaf("sns.amazonaws.com.evil.example", 0, null), AWS.middle()),
                SnsAuthority.pem(AWS.leaf("*.amazonaws.com", 0, null), AWS.middle()),
                SnsAuthority.pem(AWS.leaf("sns.amazonaws.com", 2, null), AWS.middle()),
                SnsAuthority.pem(AWS.leaf("sns.amazonaws.com", -20, null), AWS.middle()),
                SnsAuthority.pem(AWS.leaf("sns.amazonaws.com", 0, null)),
                SnsAuthority.pem(AWS.middle()),
                new byte[0],
                "nonsense".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("untrusted")
    void trustsNoOtherCertificate(byte[] pem) {
        published.put(CERTIFICATE, pem);

        assertRefused(check(signed()), "certificate");
    }

    @Test
    void fetchesACertificateOnceForAllMessages() {
        holds = true;
        Verdict one = begin(signed());
        Verdict two = begin(signed("1", confirmation()));
        held.forEach(question -> question.complete(null));

        assertThat(told(one)).isEqualTo(PROVEN);
        assertThat(told(two)).isEqualTo(PROVEN);
        assertThat(check(signed())).isEqualTo(PROVEN);
        assertThat(asked).hasSize(1);
    }

    @Test
    void asksAgainAMinuteAfterAFailure() {
        byte[] pem = published.remove(CERTIFICATE);
        assertThat(check(signed())).isInstanceOf(Verdict.Unknown.class);
        published.put(CERTIFICATE, pem);

        assertThat(check(signed())).isInstanceOf(Verdict.Unknown.class);
        assertThat(asked).hasSize(1);
        pass(Duration.ofMinutes(1));
        assertThat(check(signed())).isEqualTo(PROVEN);
    }

    @Test
    void cannotBeMadeToFetchMoreThanAFewAMinute() {
        assertThat(check(signed())).isEqualTo(PROVEN);
        for (int i = 0; i < 100; i++) {
            Map<String, String> message = signed();
            message.put("SigningCertURL", HOST + i + ".pem");
            assertThat(check(message)).isInstanceOf(Verdict.Unknown.class);
        }

        assertThat(asked).hasSize(SnsCertificates.MOST_A_MINUTE);
        assertThat(check(signed())).isEqualTo(PROVEN);
    }

    @Test
    void keepsWhatItTrustsWhateverFails() {
        assertThat(check(signed())).isEqualTo(PROVEN);
        for (int i = 0; i < 2 * SnsCertificates.MOST; i++) {
            Map<String, String> message = signed();
            message.put("SigningCertURL", HOST + i + ".pem");
            check(message);
            pass(Duration.ofSeconds(11));
        }
        int before = asked.size();

        assertThat(check(signed())).isEqualTo(PROVEN);
        assertThat(asked).hasSize(before);
    }

    @Test
    void trustsACertificateUntilItEnds() {
        assertThat(check(signed())).isEqualTo(PROVEN);
        pass(Duration.ofDays(10));

        assertRefused(check(signed()), "certificate");
    }

    @Test
    void confirmsASubscriptionToATopicThatIsListed() {
        Map<String, String> message = confirmation();
        published.put(message.get("SubscribeURL"), new byte[] {1});

        confirm(List.of(ARN), message);

        assertThat(asked)
                .containsExactly(new Fetch.Source(URI.create(message.get("SubscribeURL")), Reach.PUBLIC, null, null));
    }

    static Stream<Arguments> unconfirmable() {
        Map<String, String> elsewhere = confirmation();
        elsewhere.put("SubscribeURL", "https://evil.example/?Action=ConfirmSubscription");
        Map<String, String> otherPath = confirmation();
        otherPath.put("SubscribeURL", HOST + "other?Action=ConfirmSubscription");
        Map<String, String> end = confirmation();
        end.put("Type", "UnsubscribeConfirmation");
        return Stream.of(
                Arguments.of(ARN, elsewhere),
                Arguments.of(ARN, otherPath),
                Arguments.of(ARN, end),
                Arguments.of(ARN, notification()),
                Arguments.of(ARN + "2", confirmation()));
    }

    @ParameterizedTest
    @MethodSource("unconfirmable")
    void confirmsNothingElse(String arn, Map<String, String> message) {
        assertThatThrownBy(() -> confirm(List.of(arn), message)).hasRootCauseInstanceOf(IOException.class);
        assertThat(asked).isEmpty();
    }

    private void confirm(List<String> arns, Map<String, String> message) {
        sns.confirmation(arns)
                .confirm(SnsMessage.parse(Bytes.utf8(json(message))))
                .toCompletableFuture()
                .join();
    }
}
