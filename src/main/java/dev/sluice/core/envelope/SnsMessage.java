package dev.sluice.core.envelope;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.JsonScanner;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
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
 * @param subscribeUrl what confirms the subscription when it is fetched; never null for a confirmation
 * @param token the same for an API call; never null for a confirmation, and a secret
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
        Map<String, String> members = members(new JsonScanner(body));
        Type type = Type.of(members.get("Type"));
        if (type == null) {
            throw Refusal.malformed(
                    "not an SNS message: Type must be Notification, SubscriptionConfirmation or UnsubscribeConfirmation");
        }
        if (type != Type.NOTIFICATION) {
            required(members, "Token");
            required(members, "SubscribeURL");
        }
        return new SnsMessage(
                type,
                required(members, "MessageId"),
                required(members, "TopicArn"),
                members.get("Subject"),
                required(members, MESSAGE),
                required(members, "Timestamp"),
                members.get("SignatureVersion"),
                members.get("Signature"),
                members.get("SigningCertURL"),
                members.get("SubscribeURL"),
                members.get("Token"),
                members.get("UnsubscribeURL"));
    }

    private static String required(Map<String, String> members, String name) {
        String value = members.get(name);
        if (value == null) {
            throw Refusal.malformed("not an SNS message: the member " + name + " is missing");
        }
        return value;
    }

    /** The members that have a name of ours and are not null. */
    private static Map<String, String> members(JsonScanner json) {
        Map<String, String> members = new HashMap<>();
        Set<String> left = new HashSet<>(NAMES);
        json.enterObject("not an SNS message: the body is not a JSON object");
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            if (!NAMES.contains(name)) {
                json.skip(1);
                continue;
            }
            if (!left.remove(name)) {
                throw Refusal.malformed("the member " + name + " must not be repeated");
            }
            if (json.kind() == JsonScanner.Kind.NULL) {
                json.skip(1);
                continue;
            }
            if (json.kind() != JsonScanner.Kind.STRING) {
                throw Refusal.malformed("not an SNS message: the member " + name + " must be a string");
            }
            members.put(name, checked(name, json.string()));
        }
        json.end();
        return members;
    }

    private static String checked(String name, String text) {
        if (!name.equals(MESSAGE) && text.indexOf('\n') >= 0) {
            throw Refusal.malformed("not an SNS message: the member " + name + " has a line feed");
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    throw Refusal.malformed("the member " + name + " has an unpaired surrogate");
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
