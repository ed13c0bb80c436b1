package dev.sluice.core.envelope;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message that Amazon SNS sends to an HTTP endpoint without raw delivery, with its JSON escapes undone (Amazon SNS
 * developer guide, "Parsing Amazon SNS message formats").
 *
 * <p>One pass over the body. Members other than those here are skipped. Immutable.
 *
 * @param type what the message is
 * @param messageId the id, the same in every attempt to deliver it
 * @param topicArn the topic
 * @param subject null for none; a confirmation has none
 * @param message what was published; of a confirmation, a text for people
 * @param timestamp when it was published, as it was written
 * @param signatureVersion null if the message is not signed, like the next two
 * @param signature in base64
 * @param signingCertUrl where the certificate is, as the message claims
 * @param subscribeUrl what confirms the subscription when it is fetched; null for a notification
 * @param token the same for an API call, and a secret; null for a notification
 * @param unsubscribeUrl what ends the subscription when it is fetched; a secret
 */
public record SnsMessage(
        Type type,
        String messageId,
        String topicArn,
        @Nullable String subject,
        String message,
        String timestamp,
        @Nullable String signatureVersion,
        @Nullable String signature,
        @Nullable String signingCertUrl,
        @Nullable String subscribeUrl,
        @Nullable String token,
        @Nullable String unsubscribeUrl) {

    private static final String NOT_ONE = "not an SNS message";
    private static final String MESSAGE = "Message";
    private static final Set<String> NAMES = Set.of(
            "Type",
            "MessageId",
            "TopicArn",
            "Subject",
            MESSAGE,
            "Timestamp",
            "SignatureVersion",
            "Signature",
            "SigningCertURL",
            "SubscribeURL",
            "Token",
            "UnsubscribeURL");

    /** What a message is. */
    public enum Type {
        NOTIFICATION("Notification"),
        SUBSCRIPTION_CONFIRMATION("SubscriptionConfirmation"),
        UNSUBSCRIBE_CONFIRMATION("UnsubscribeConfirmation");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        /** The value of the member {@code Type}, and of the header {@code x-amz-sns-message-type}. */
        public String text() {
            return text;
        }

        static @Nullable Type of(@Nullable String text) {
            for (Type type : values()) {
                if (type.text.equals(text)) {
                    return type;
                }
            }
            return null;
        }
    }

    /**
     * Reads a message.
     *
     * @param body the whole body, as it was received
     * @throws Refusal {@code MALFORMED} if it is not a JSON object with the members that its type has, each once and a
     *     string; or if one has an unpaired surrogate, or one other than {@code Message} a line feed: two messages that
     *     differ in what is signed never have the same {@link #signedBytes()}
     */
    public static SnsMessage parse(Bytes body) {
        Members members = Members.read(body, NAMES, NOT_ONE);
        Type type = Type.of(members.text("Type"));
        if (type == null) {
            throw Refusal.malformed(
                    NOT_ONE + ": Type must be Notification, SubscriptionConfirmation or UnsubscribeConfirmation");
        }
        boolean isConfirmation = type != Type.NOTIFICATION;
        return new SnsMessage(
                type,
                required("MessageId", line(members, "MessageId")),
                required("TopicArn", line(members, "TopicArn")),
                line(members, "Subject"),
                required(MESSAGE, text(members, MESSAGE)),
                required("Timestamp", line(members, "Timestamp")),
                line(members, "SignatureVersion"),
                line(members, "Signature"),
                line(members, "SigningCertURL"),
                isConfirmation ? required("SubscribeURL", line(members, "SubscribeURL")) : null,
                isConfirmation ? required("Token", line(members, "Token")) : null,
                line(members, "UnsubscribeURL"));
    }

    private static String required(String name, @Nullable String value) {
        if (value == null) {
            throw Refusal.malformed(NOT_ONE + ": the member " + name + " is missing");
        }
        return value;
    }

    private static @Nullable String line(Members members, String name) {
        String text = text(members, name);
        if (text != null && text.indexOf('\n') >= 0) {
            throw Refusal.malformed(NOT_ONE + ": the member " + name + " has a line feed");
        }
        return text;
    }

    private static @Nullable String text(Members members, String name) {
        String text = members.text(name);
        for (int i = 0; text != null && i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    throw Refusal.malformed(NOT_ONE + ": the member " + name + " has an unpaired surrogate");
                }
                i++;
            }
        }
        return text;
    }

    /**
     * What is signed: for signature version 1 by SHA1withRSA, for version 2 by SHA256withRSA (Amazon SNS developer
     * guide, "Verifying the signatures of Amazon SNS messages").
     */
    public byte[] signedBytes() {
        StringBuilder signed = new StringBuilder(message.length() + 1024);
        line(signed, MESSAGE, message);
        line(signed, "MessageId", messageId);
        if (type == Type.NOTIFICATION) {
            line(signed, "Subject", subject);
        } else {
            line(signed, "SubscribeURL", subscribeUrl);
        }
        line(signed, "Timestamp", timestamp);
        if (type != Type.NOTIFICATION) {
            line(signed, "Token", token);
        }
        line(signed, "TopicArn", topicArn);
        line(signed, "Type", type.text);
        return signed.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void line(StringBuilder signed, String name, @Nullable String value) {
        if (value != null) {
            signed.append(name).append('\n').append(value).append('\n');
        }
    }

    /** Type and id: the other members are data or secrets. */
    @Override
    public String toString() {
        return type.text + " " + messageId;
    }
}
