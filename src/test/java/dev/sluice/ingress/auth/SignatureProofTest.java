package dev.sluice.ingress.auth;

import static dev.sluice.ingress.auth.Requests.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.SignatureSettings;
import dev.sluice.core.event.Bytes;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureProofTest {

    private static final String SECRET = "0123456789abcdef";
    private static final String PLAIN = "header: X-Signature\nsecrets: [0123456789abcdef]\n";
    private static final String LISTED = PLAIN + "separator: ','\n";
    private static final long NOW = 1_764_196_800_000L;
    private static final String WRONG = "00".repeat(32);

    @TempDir
    Path folder;

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final Aside slow = new Aside(waiting::add);

    @Test
    void isMissingWithoutTheHeaderAndInvalidWithTwo() {
        SignatureProof proof = proof(PLAIN);
        String right = hmac("body");
        assertThat(says(proof.check(request("body")))).isEqualTo("MISSING");
        assertThat(says(proof.check(request("body", "X-Signature: " + right)))).isEqualTo("hooks");
        assertThat(says(proof.check(request("body", "X-Signature: " + right, "x-signature: " + right))))
                .isEqualTo("INVALID");
        assertThat(proof.needsBody()).isTrue();
        assertThat(proof.challenge()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0, hooks", "9, hooks", "10, INVALID", "2000, INVALID"})
    void looksAtTheFirstTenSignaturesOfAHeader(int wrongOnes, String says) {
        String header = (WRONG + ",").repeat(wrongOnes) + hmac("body");
        assertThat(says(proof(LISTED).check(request("body", "X-Signature: " + header))))
                .isEqualTo(says);
    }

    @Test
    void skipsEntriesThatAreNoSignatures() {
        String header =
                ",, a=b ,v0,xyz," + "zz".repeat(32) + ", " + hmac("body").toUpperCase(Locale.ROOT) + " ,";
        assertThat(says(proof(LISTED).check(request("body", "X-Signature: " + header))))
                .isEqualTo("hooks");
        assertThat(says(proof(PLAIN).check(request("body", "X-Signature: " + header))))
                .isEqualTo("INVALID");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            seconds      | 1764196800           | hooks
            seconds      | 1764197100           | hooks
            seconds      | 1764197101           | EXPIRED
            seconds      | 1764196500           | hooks
            seconds      | 1764196499           | EXPIRED
            seconds      | 0                    | EXPIRED
            seconds      | 999999999999         | EXPIRED
            seconds      | 9999999999999        | INVALID
            seconds      | -1764196800          | INVALID
            seconds      | +1764196800          | INVALID
            seconds      | 1764196800.0         | INVALID
            seconds      | ١٧٦٤١٩٦٨٠٠           | INVALID
            seconds      | 2025-11-26T22:40:00Z | INVALID
            seconds      | ``                   | INVALID
            milliseconds | 1764197100000        | hooks
            milliseconds | 1764197100001        | EXPIRED
            milliseconds | 1764196499999        | EXPIRED
            milliseconds | 1764196800           | EXPIRED
            rfc3339      | 2025-11-26T22:40:00Z | hooks
            rfc3339      | 2025-11-26t23:45:00.000+01:00 | hooks
            rfc3339      | 2025-11-26T22:45:00.001Z | EXPIRED
            rfc3339      | 2025-11-26T22:40:00  | INVALID
            rfc3339      | 2025-13-26T22:40:00Z | INVALID
            rfc3339      | 1764196800           | INVALID
            """)
    void isSignedAtATimeNearNow(String format, String time, String says) {
        SignatureProof proof =
                proof(PLAIN + "signed: '{timestamp}.{body}'\ntimestamp: X-Time\ntimestamp-format: " + format);
        String written = Requests.utf8InAHeader(time);
        assertThat(says(proof.check(request("body", "X-Time: " + written, "X-Signature: " + hmac(time + ".body")))))
                .isEqualTo(says);
    }

    @Test
    void isInvalidUnlessTheTimeIsThereOnce() {
        SignatureProof proof = proof(PLAIN + "signed: '{timestamp}.{body}'\ntimestamp: X-Time");
        String signature = "X-Signature: " + hmac("1764196800.body");
        assertThat(says(proof.check(request("body", signature)))).isEqualTo("INVALID");
        assertThat(says(proof.check(request("body", signature, "X-Time: 1764196800", "X-Time: 1764196800"))))
                .isEqualTo("INVALID");
        SignatureProof inTheHeader = proof(LISTED + "signed: '{timestamp}.{body}'\ntimestamp: 'entry:t='");
        assertThat(says(inTheHeader.check(request("body", signature + ",t=1764196800"))))
                .isEqualTo("hooks");
        assertThat(says(inTheHeader.check(request("body", signature)))).isEqualTo("INVALID");
        assertThat(says(inTheHeader.check(request("body", signature + ",t=1764196800,t=1764196801"))))
                .isEqualTo("INVALID");
    }

    @Test
    void coversHeadersAsTheyWereSent() {
        SignatureProof proof = proof(PLAIN + "signed: '{method} {header:X-Name}\n\n  {body}'");
        String name = Requests.utf8InAHeader("Grüße €");
        String signature = "X-Signature: " + hmac("POST Grüße €\nbody");
        assertThat(says(proof.check(request("body", signature, "X-Name: " + name))))
                .isEqualTo("hooks");
        assertThat(says(proof.check(request("body", signature)))).isEqualTo("INVALID");
        assertThat(says(proof.check(request("body", signature, "X-Name: " + name, "X-Name: " + name))))
                .isEqualTo("INVALID");
    }

    @ParameterizedTest
    @CsvSource({"sent, sent body, hooks", "sent, decoded body, INVALID", "decoded, decoded body, hooks"})
    void coversTheBodyAsTheSenderSignsIt(String which, String signed, String says) {
        Presented request = new Presented(
                "POST",
                Requests.map("X-Signature: " + hmac(signed)),
                null,
                null,
                Bytes.utf8("sent body"),
                Bytes.utf8("a decoded body").slice(2, 14));
        assertThat(says(proof(PLAIN + "body: " + which).check(request))).isEqualTo(says);
    }

    @Test
    void ofALargeBodyIsCheckedAside() {
        SignatureProof proof = proof(PLAIN);
        String most = "x".repeat(64 * 1024);
        assertThat(proof.check(request(most, "X-Signature: " + hmac(most)))).isInstanceOf(Verdict.Proven.class);
        String more = most + "x";
        Verdict later = proof.check(request(more, "X-Signature: " + hmac(more)));
        assertThat(later).isInstanceOf(Verdict.Pending.class);
        waiting.remove().run();
        assertThat(says(later)).isEqualTo("hooks");
    }

    @Test
    void isCheckedAsideOnlyIfItIsOneByItsLook() {
        SignatureVector vector = ed25519();
        SignatureProof proof = proofOf(vector);
        assertThat(says(proof.check(vector.with(vector.header(), "v1a,AAAA v1a").request())))
                .isEqualTo("INVALID");
        assertThat(waiting).isEmpty();
        assertThat(proof.check(vector.request())).isInstanceOf(Verdict.Pending.class);
        assertThat(waiting).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"2, hooks", "3, INVALID"})
    void ofAPublicKeyIsOneOfTheFirstThree(int wrongOnes, String says) {
        SignatureVector vector = ed25519();
        String header = ("v1a," + "A".repeat(86) + "== ").repeat(wrongOnes)
                + vector.headers().get(vector.header());
        Verdict later =
                proofOf(vector).check(vector.with(vector.header(), header).request());
        waiting.remove().run();
        assertThat(says(later)).isEqualTo(says);
    }

    /** The sender repeats what finds no room; other senders have theirs. */
    @Test
    void isUnknownWhereTooManyAreChecked() {
        SignatureVector vector = ed25519();
        SignatureProof flooded = proofOf(vector);
        SignatureProof other = proofOf(vector);
        List<Verdict> verdicts = new ArrayList<>(
                Stream.generate(() -> flooded.check(vector.request())).limit(64).toList());
        assertThat(verdicts).allSatisfy(verdict -> assertThat(verdict).isInstanceOf(Verdict.Pending.class));
        assertThat(flooded.check(vector.request())).isInstanceOf(Verdict.Unknown.class);
        Verdict ofOther = other.check(vector.request());
        waiting.forEach(Runnable::run);
        assertThat(verdicts).extracting(Requests::says).containsOnly("hooks");
        assertThat(says(ofOther)).isEqualTo("hooks");
        waiting.clear();
        assertThat(flooded.check(vector.request())).isInstanceOf(Verdict.Pending.class);
    }

    @Test
    void isUnknownWhereTheCheckFails() {
        Aside.Lane lane = slow.lane(1);
        Verdict later = lane.make(() -> {
            throw new IllegalStateException("a defect that this test brings");
        });
        waiting.remove().run();
        assertThat(later)
                .isInstanceOfSatisfying(
                        Verdict.Pending.class,
                        pending -> assertThat(pending.verdict().toCompletableFuture())
                                .isCompletedWithValueMatching(Verdict.Unknown.class::isInstance));
    }

    @Test
    void isOnThreadsOfItsOwn() {
        Thread here = Thread.currentThread();
        Verdict later = new Aside()
                .lane(1)
                .make(() -> new Verdict.Proven(
                        Thread.currentThread() == here
                                ? "here"
                                : Thread.currentThread().getName()));
        assertThat(says(later)).isEqualTo("sluice-proof-1");
    }

    @Test
    void isBySecretsThatAreInTheFileNow() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "the former secret");
        Queue<Runnable> timers = new ArrayDeque<>();
        SecretFiles files = new SecretFiles((millis, task) -> timers.add(task), Runnable::run);
        SignatureProof proof = new SignatureProof(
                SignatureSettings.by("header: X-Signature\nsecrets: ['file:" + file + "']")
                        .read(),
                files,
                slow,
                () -> NOW,
                false);
        Presented request = request("body", "X-Signature: " + hmac("body"));
        assertThat(says(proof.check(request))).isEqualTo("INVALID");
        Files.writeString(file, SECRET + "\n");
        timers.remove().run();
        assertThat(says(proof.check(request))).isEqualTo("hooks");
    }

    @Test
    void tellsARepetitionByWhatWasSigned() {
        SignatureProof proof =
                new SignatureProof(SignatureSettings.by(PLAIN).read(), Requests.unchanging(), slow, () -> NOW, true);
        String first = signedId(proof, "body");
        assertThat(first).isNotNull().isEqualTo(signedId(proof, "body"));
        assertThat(signedId(proof, "other body")).isNotEqualTo(first);
        assertThat(signedId(proof(PLAIN), "body")).isNull();
    }

    private static String signedId(SignatureProof proof, String body) {
        return ((Verdict.Proven) proof.check(request(body, "X-Signature: " + hmac(body)))).signedId();
    }

    @Test
    void saysNothingOfWhatWasSent() {
        assertThat(proof(PLAIN).check(request("body", "X-Signature: " + WRONG)))
                .isEqualTo(
                        new Verdict.Unproven(Verdict.Reason.INVALID, "no signature in X-Signature fits the request"));
    }

    private SignatureProof proof(String yaml) {
        return new SignatureProof(SignatureSettings.by(yaml).read(), Requests.unchanging(), slow, () -> NOW, false);
    }

    private SignatureProof proofOf(SignatureVector vector) {
        return new SignatureProof(vector.read().read(), Requests.unchanging(), slow, () -> NOW, false);
    }

    private static SignatureVector ed25519() {
        return SignatureVector.all()
                .filter(vector ->
                        vector.settings().getOrDefault("algorithm", "").equals("ed25519"))
                .findFirst()
                .orElseThrow();
    }

    private static Presented request(String body, String... headers) {
        MultiMap map = Requests.map(headers);
        return Requests.body(Bytes.utf8(body), map);
    }

    /** The signature of a text by the secret, in hexadecimal digits. */
    private static String hmac(String signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
