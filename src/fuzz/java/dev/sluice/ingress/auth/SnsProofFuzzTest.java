package dev.sluice.ingress.auth;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.envelope.SnsMessage;
import dev.sluice.core.event.Bytes;
import io.vertx.core.MultiMap;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Signed messages of Amazon SNS, by the first byte: any body, of which only what was signed proves its topic; any
 * document in place of a certificate, or of the authority that it names.
 */
class SnsProofFuzzTest {

    private static final long NOW = System.currentTimeMillis();
    private static final String ARN = "arn:aws:sns:eu-central-1:123456789012:orders";
    private static final String CERTIFICATE = "https://sns.eu-central-1.amazonaws.com/a.pem";
    private static final String AUTHORITY = "http://crt.r2m01.amazontrust.com/r2m01.cer";
    private static final SnsAuthority AWS = new SnsAuthority(NOW);
    private static final X509TrustManager TRUST = AWS.trust();
    private static final X509Certificate LEAF = AWS.leaf("sns.amazonaws.com", 0, AUTHORITY);
    private static final byte[] CHAIN = SnsAuthority.pem(LEAF, AWS.middle());
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .build());

    private static final String MESSAGE = "\"Type\":\"Notification\",\"MessageId\":\"1\",\"TopicArn\":\"" + ARN
            + "\",\"Message\":\"{\\\"a\\\":1}\",\"Timestamp\":\"2026-11-26T22:40:00.000Z\"";
    private static final String CONFIRMATION = MESSAGE.replace("Notification", "SubscriptionConfirmation")
            + ",\"Token\":\"2\",\"SubscribeURL\":\"https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription\"";
    private static final List<String> SIGNED = List.of(signedWords(MESSAGE), signedWords(CONFIRMATION));

    private final AtomicLong nanos = new AtomicLong();
    private byte[] certificate = CHAIN;
    private byte[] authority = new byte[0];

    private static String signedWords(String members) {
        return new String(SnsMessage.parse(Bytes.utf8("{" + members + "}")).signedBytes(), StandardCharsets.UTF_8);
    }

    private static byte[] signed(String members, String version) {
        String algorithm = version.equals("1") ? "SHA1withRSA" : "SHA256withRSA";
        String signature = AWS.sign(algorithm, signedWords(members).getBytes(StandardCharsets.UTF_8));
        return ("{" + members + ",\"SignatureVersion\":\"" + version + "\",\"SigningCertURL\":\"" + CERTIFICATE
                        + "\",\"Signature\":\"" + signature + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    static Stream<Arguments> inputs() {
        return Stream.of(
                        input('0', signed(MESSAGE, "2")),
                        input('0', signed(CONFIRMATION, "1")),
                        input('1', CHAIN),
                        input('1', SnsAuthority.der(LEAF)),
                        input('1', SnsAuthority.der(AWS.selfSigned("sns.amazonaws.com"))),
                        input('2', SnsAuthority.der(AWS.middle())),
                        input('2', SnsAuthority.pem(AWS.middle())))
                .map(bytes -> Arguments.of((Object) bytes));
    }

    private static byte[] input(char mode, byte[] rest) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.write(mode);
        input.writeBytes(rest);
        return input.toByteArray();
    }

    @MethodSource("inputs")
    @DictionaryEntries({
        "\"Type\":\"UnsubscribeConfirmation\"",
        "\"Subject\":\"s\"",
        "\"SignatureVersion\":\"1\"",
        "\"SigningCertURL\":\"https://sns.eu-central-1.amazonaws.com/",
        "\\ud83d",
        "\\n",
        "-----BEGIN CERTIFICATE-----",
        "-----END CERTIFICATE-----",
        "http://crt.amazontrust.com/a",
        "\\x06\\x08+\\x06\\x01\\x05\\x05\\x070\\x02\\x86"
    })
    @FuzzTest(maxDuration = "60s")
    void proveWhatSnsHasSignedOnly(byte[] input) throws IOException, CertificateException {
        byte[] rest = input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
        certificate = CHAIN;
        switch (input.length == 0 ? '0' : input[0]) {
            case '1' -> {
                certificate = rest;
                if (told(signed(MESSAGE, "2")) instanceof Verdict.Proven) {
                    require(Arrays.equals(first(rest), LEAF.getEncoded()), "another certificate is trusted");
                }
            }
            case '2' -> {
                certificate = SnsAuthority.der(LEAF);
                authority = rest;
                if (told(signed(MESSAGE, "2")) instanceof Verdict.Proven) {
                    require(Arrays.equals(first(rest), AWS.middle().getEncoded()), "another authority is trusted");
                }
            }
            default -> judge(rest);
        }
    }

    private void judge(byte[] body) throws IOException {
        if (told(body) instanceof Verdict.Proven proven) {
            JsonNode message = JSON.readTree(body);
            require(
                    proven.caller().equals(ARN)
                            && message.path("TopicArn").asText().equals(ARN),
                    "another topic");
            StringBuilder words = new StringBuilder();
            boolean isNotification = message.path("Type").asText().equals("Notification");
            for (String name : isNotification
                    ? List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
                    : List.of("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")) {
                if (message.path(name).isTextual()) {
                    words.append(name)
                            .append('\n')
                            .append(message.path(name).asText())
                            .append('\n');
                }
            }
            require(SIGNED.contains(words.toString()), "a message proves something that nobody has signed");
        }
    }

    private static byte @Nullable [] first(byte[] document) throws CertificateException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(document))
                .iterator()
                .next()
                .getEncoded();
    }

    /** By a proof that knows no certificate yet; its clock leaves the log one line a run at most. */
    private Verdict told(byte[] body) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        SnsProof proof = new Sns(this::get, uri -> TRUST, new Aside(Runnable::run), nanos::get, () -> NOW)
                .proof(List.of(ARN), false);
        Bytes bytes = Bytes.of(body);
        Verdict verdict =
                proof.check(new Presented("POST", MultiMap.caseInsensitiveMultiMap(), null, null, bytes, bytes));
        @Nullable Verdict told = verdict.stage().toCompletableFuture().getNow(null);
        if (told == null) {
            throw new AssertionError("a verdict does not come");
        }
        return told;
    }

    private CompletionStage<Bytes> get(Fetch.Source source) {
        String at = source.uri().toString();
        return at.equals(AUTHORITY)
                ? CompletableFuture.completedFuture(Bytes.of(authority))
                : at.startsWith("https://sns.eu-central-1.amazonaws.com/")
                        ? CompletableFuture.completedFuture(Bytes.of(certificate))
                        : CompletableFuture.failedFuture(new IOException("answered 404"));
    }

    private static void require(boolean isSo, String otherwise) {
        if (!isSo) {
            throw new AssertionError(otherwise);
        }
    }
}
