package dev.sluice.ingress.auth;

import dev.sluice.core.envelope.SnsMessage;
import dev.sluice.core.event.Bytes;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Amazon SNS with an authority of our own, which is trusted in place of the platform's where a test selects it. */
@Alternative
@Singleton
public final class OwnSns {

    private static final SnsAuthority AWS = new SnsAuthority(System.currentTimeMillis());
    private static final String CERTIFICATE = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-own.pem";

    @Produces
    @Singleton
    Sns sns(Aside aside) {
        return new Sns(OwnSns::get, uri -> AWS.trust(), aside, System::nanoTime, System::currentTimeMillis);
    }

    private static CompletionStage<Bytes> get(Fetch.Source source) {
        return source.uri().toString().equals(CERTIFICATE)
                ? CompletableFuture.completedFuture(
                        Bytes.of(SnsAuthority.pem(AWS.leaf("sns.amazonaws.com", 0, null), AWS.middle())))
                : CompletableFuture.failedFuture(new IOException("answered 404"));
    }

    /** The body of a notification with its signature; no value has anything in it that JSON escapes, but quotes. */
    public static String notification(String topicArn, String messageId, String message) {
        Map<String, String> members = Map.of(
                "Type", "Notification",
                "MessageId", messageId,
                "TopicArn", topicArn,
                "Message", message,
                "Timestamp", "2026-11-26T22:40:00.000Z",
                "SignatureVersion", "2",
                "SigningCertURL", CERTIFICATE);
        byte[] signed = SnsMessage.parse(Bytes.utf8(json(members, ""))).signedBytes();
        return json(members, ",\"Signature\":\"" + AWS.sign("SHA256withRSA", signed) + "\"");
    }

    private static String json(Map<String, String> members, String more) {
        return members.entrySet().stream()
                .map(member ->
                        "\"" + member.getKey() + "\":\"" + member.getValue().replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining(",", "{", more + "}"));
    }
}
