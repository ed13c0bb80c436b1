package dev.sluice.ingress.auth;

import dev.sluice.core.data.Sha256;
import dev.sluice.core.envelope.SnsDecoder;
import dev.sluice.core.envelope.SnsMessage;
import dev.sluice.core.event.Refusal;
import dev.sluice.ingress.auth.Verdict.Reason;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The signature of Amazon SNS over a message of one of some topics, whose ARN is the caller (Amazon SNS developer
 * guide, "Verifying the signatures of Amazon SNS messages").
 *
 * <p>The topics have to be known, because SNS signs what anybody publishes to a topic of theirs. Signatures are checked
 * {@link Aside}. Thread-safe.
 */
public final class SnsProof implements Proof {

    /** How many signatures may wait for their check. */
    static final int MOST_CHECKS = 64;

    private static final int LONGEST_SIGNATURE = 2048;

    private static final Verdict NOT_SIGNED =
            new Verdict.Unproven(Reason.MISSING, "send a message that SNS has signed, without raw delivery");
    private static final Verdict OTHER_TOPIC = invalid("the message is of a topic that is not taken here");
    private static final Verdict OTHER_VERSION = invalid("the signature of the message is of an unknown version");
    private static final Verdict OTHER_CERTIFICATE =
            invalid("the certificate of the message is not at the SNS endpoint of the topic's region");
    private static final Verdict UNTRUSTED =
            invalid("the certificate of the message is not one of SNS that is trusted");
    private static final Verdict FORGED = invalid("the signature of the message does not hold");
    private static final Verdict AWAY =
            new Verdict.Unknown("the certificate of the message cannot be fetched now: send it again later");
    private static final Verdict BUSY =
            new Verdict.Unknown("too many messages are being checked: send it again in a moment");

    private final Map<String, Topic> topics;
    private final SnsCertificates certificates;
    private final Aside.Lane lane;
    private final boolean tellsRepetitions;

    private record Topic(SnsEndpoint endpoint, Verdict.Proven proven) {}

    /**
     * A proof by messages of the topics with these ARNs.
     *
     * @param tellsRepetitions whether it tells a message that comes again, whatever the headers around it say, which
     *     are not signed
     * @throws IllegalArgumentException if one is not the ARN of a topic, with the message of
     *     {@link dev.sluice.core.envelope.TopicArn#parse}
     */
    SnsProof(Collection<String> topicArns, SnsCertificates certificates, Aside.Lane lane, boolean tellsRepetitions) {
        this.topics = new HashMap<>();
        this.certificates = certificates;
        this.lane = lane;
        this.tellsRepetitions = tellsRepetitions;
        for (String arn : topicArns) {
            topics.put(arn, new Topic(SnsEndpoint.of(arn), new Verdict.Proven(arn)));
        }
    }

    private static Verdict invalid(String rule) {
        return new Verdict.Unproven(Reason.INVALID, rule);
    }

    @Override
    public boolean needsBody() {
        return true;
    }

    @Override
    public Verdict check(Presented request) {
        try {
            // by raw delivery it would be read by its headers, of which nothing is signed
            return SnsDecoder.isRaw(request.headers()) ? NOT_SIGNED : check(SnsMessage.parse(request.decoded()));
        } catch (Refusal e) {
            return NOT_SIGNED;
        }
    }

    private Verdict check(SnsMessage message) {
        String version = message.signatureVersion();
        String signature = message.signature();
        String url = message.signingCertUrl();
        if (version == null || signature == null || url == null) {
            return NOT_SIGNED;
        }
        Topic topic = topics.get(message.topicArn());
        if (topic == null) {
            return OTHER_TOPIC;
        }
        if (!version.equals("1") && !version.equals("2")) {
            return OTHER_VERSION;
        }
        URI certificate = topic.endpoint.certificate(url);
        if (certificate == null) {
            return OTHER_CERTIFICATE;
        }
        byte[] decoded = decoded(signature);
        if (decoded == null) {
            return FORGED;
        }
        String algorithm = version.equals("1") ? "SHA1withRSA" : "SHA256withRSA";
        return new Verdict.Pending(certificates
                .find(certificate, topic.endpoint)
                .thenCompose(found -> verdict(found, algorithm, decoded, message, topic.proven)));
    }

    private static byte @Nullable [] decoded(String signature) {
        try {
            return signature.length() > LONGEST_SIGNATURE
                    ? null
                    : Base64.getDecoder().decode(signature);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private CompletionStage<Verdict> verdict(
            SnsCertificates.Found found,
            String algorithm,
            byte[] signature,
            SnsMessage message,
            Verdict.Proven proven) {
        if (!(found instanceof SnsCertificates.Found.Trusted trusted)) {
            return CompletableFuture.completedStage(
                    found instanceof SnsCertificates.Found.Untrusted ? UNTRUSTED : AWAY);
        }
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        boolean runs = lane.run(() -> {
            Verdict told = FORGED;
            try {
                byte[] signed = message.signedBytes();
                told = holds(algorithm, trusted.key(), signature, signed) ? proven(proven, signed) : FORGED;
            } finally {
                verdict.complete(told);
            }
        });
        return runs ? verdict : CompletableFuture.completedStage(BUSY);
    }

    private Verdict proven(Verdict.Proven proven, byte[] signed) {
        return tellsRepetitions
                ? new Verdict.Proven(
                        proven.caller(), new String(Sha256.create().digest(signed), StandardCharsets.ISO_8859_1))
                : proven;
    }

    private static boolean holds(String algorithm, PublicKey key, byte[] signature, byte[] signed) {
        try {
            Signature check = Signature.getInstance(algorithm);
            check.initVerify(key);
            check.update(signed);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
