package dev.sluice.core.envelope;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.MediaType;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Undecoded;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.http.CloudEventsDecoder;
import dev.sluice.core.http.EventDecoder;
import dev.sluice.core.http.HeaderValue;
import dev.sluice.core.http.HttpMessage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Amazon SNS sends to an HTTP endpoint, with the attributes of the CloudEvents adapter for SNS.
 *
 * <ul>
 *   <li>{@code id}: the message id; {@code type}: {@code com.amazonaws.sns.} and the type of the message
 *   <li>{@code source}: the subscription's ARN, which the headers say; of a {@code SubscriptionConfirmation} the
 *       topic's
 *   <li>{@code time}: the timestamp; {@code subject}: the subject of a notification
 *   <li>data: the published message, or the whole body. A message that is a JSON object or array is
 *       {@code application/json}, any other {@code text/plain; charset=UTF-8}. Confirmations are always whole.
 * </ul>
 *
 * <p>A published message that is a notification of Amazon S3 becomes the events of {@link S3Notification}. The
 * signature is not checked here: only what is signed, and the list of topics, is certain to come from SNS. Thread-safe.
 */
public final class SnsDecoder implements EventDecoder {

    private static final String TYPE_HEADER = "x-amz-sns-message-type";
    private static final String ID_HEADER = "x-amz-sns-message-id";
    private static final String TOPIC_HEADER = "x-amz-sns-topic-arn";
    private static final String SUBSCRIPTION_HEADER = "x-amz-sns-subscription-arn";
    private static final String RAW_HEADER = "x-amz-sns-rawdelivery";
    private static final String TYPE_PREFIX = "com.amazonaws.sns.";
    private static final String PLAIN_TEXT = "text/plain";
    private static final String UTF8_TEXT = "text/plain; charset=UTF-8";
    private static final String NOT_TEXT = "an SNS message must be sent as text/plain or application/json";

    private final CloudEventsDecoder cloudEvents;
    private final BatchLimits limits;
    private final Set<String> topicArns;
    private final DataPart dataPart;
    private final boolean allowsRaw;

    /**
     * A decoder.
     *
     * @param cloudEvents reads CloudEvents that come by raw delivery
     * @param limits of the records in a notification of S3
     * @param topicArns the topics whose messages are taken, compared exactly
     * @param dataPart what the data of a notification is
     * @param allowsRaw whether raw delivery is taken, which nothing signs
     */
    public SnsDecoder(
            CloudEventsDecoder cloudEvents,
            BatchLimits limits,
            Set<String> topicArns,
            DataPart dataPart,
            boolean allowsRaw) {
        this.cloudEvents = cloudEvents;
        this.limits = limits;
        this.topicArns = Set.copyOf(topicArns);
        this.dataPart = dataPart;
        this.allowsRaw = allowsRaw;
    }

    /** Whether a request says that it has been sent by raw delivery, so that it is not signed. */
    public static boolean isRaw(Iterable<Map.Entry<String, String>> headers) {
        String raw = Heads.one(headers, RAW_HEADER);
        return raw != null && raw.equalsIgnoreCase("true");
    }

    @Override
    public boolean isBatch(@Nullable String contentType) {
        return allowsRaw && cloudEvents.isBatch(contentType);
    }

    @Override
    public void checkHead(Iterable<Map.Entry<String, String>> headers, @Nullable String contentType) {
        Head head = head(headers, contentType);
        if (head.isRaw && Heads.sayCloudEvent(headers, contentType)) {
            cloudEvents.checkHead(headers, contentType);
        }
    }

    @Override
    public Decoded decode(HttpMessage message, @Nullable String contentType, @Nullable List<Undecoded> undecoded) {
        Head head = head(message.headers(), contentType);
        if (head.isRaw && Heads.sayCloudEvent(message.headers(), contentType)) {
            return cloudEvents.decode(message, contentType, undecoded);
        }
        if (head.isRaw) {
            boolean saysNothing = contentType == null || MediaType.is(contentType, PLAIN_TEXT);
            return published(head, event(head), saysNothing ? null : contentType, message, message.body(), undecoded);
        }
        SnsMessage body = SnsMessage.parse(message.body());
        checkAgreement(head, body);
        CloudEventBuilder event = event(head).set("time", body.timestamp());
        if (body.type() == SnsMessage.Type.NOTIFICATION) {
            String subject = body.subject();
            if (subject != null && !subject.isEmpty()) {
                event.set("subject", subject);
            }
            if (dataPart == DataPart.MESSAGE) {
                return published(head, event, null, message, Bytes.utf8(body.message()), undecoded);
            }
        }
        return Decoded.of(event.set("datacontenttype", JsonText.MEDIA_TYPE)
                .data(message.body())
                .build());
    }

    /** The event of what was published as {@code data}, or the events if that comes from S3. */
    private Decoded published(
            Head head,
            CloudEventBuilder event,
            @Nullable String contentType,
            HttpMessage message,
            Bytes data,
            @Nullable List<Undecoded> undecoded) {
        boolean isJson = JsonText.isObjectOrArray(data);
        if (isJson && dataPart == DataPart.MESSAGE) {
            Decoded fromS3 = S3Notification.decode(data, head.topicArn, message, limits, undecoded);
            if (fromS3 != null) {
                return fromS3;
            }
        }
        String type = contentType != null ? contentType : isJson ? JsonText.MEDIA_TYPE : UTF8_TEXT;
        if (!data.isEmpty()) {
            event.set("datacontenttype", type).data(data);
        }
        return Decoded.of(event.build());
    }

    private static CloudEventBuilder event(Head head) {
        return new CloudEventBuilder()
                .set("specversion", CloudEvent.SPEC_VERSION)
                .set("id", HeaderValue.raw("id", head.messageId))
                .set("source", HeaderValue.raw("source", head.source))
                .set("type", TYPE_PREFIX + head.type.text());
    }

    private static void checkAgreement(Head head, SnsMessage body) {
        checkEqual(TYPE_HEADER, head.type.text(), body.type().text());
        checkEqual(ID_HEADER, head.messageId, body.messageId());
        checkEqual(TOPIC_HEADER, head.topicArn, body.topicArn());
    }

    private static void checkEqual(String name, String header, String member) {
        if (!header.equals(member)) {
            throw Refusal.malformed("not an SNS message: the header " + name + " and the body differ");
        }
    }

    private Head head(Iterable<Map.Entry<String, String>> headers, @Nullable String contentType) {
        SnsMessage.Type type = SnsMessage.Type.of(required(headers, TYPE_HEADER));
        if (type == null) {
            throw Refusal.malformed("not an SNS message: the header " + TYPE_HEADER + " is not a type of message");
        }
        String messageId = required(headers, ID_HEADER);
        String topicArn = required(headers, TOPIC_HEADER);
        if (!topicArns.contains(topicArn)) {
            throw Refusal.forbidden("the topic is not one of topic-arns");
        }
        String source = topicArn;
        if (type != SnsMessage.Type.SUBSCRIPTION_CONFIRMATION) {
            source = required(headers, SUBSCRIPTION_HEADER);
            if (!source.startsWith(topicArn + ":")) {
                throw Refusal.malformed("not an SNS message: the header " + SUBSCRIPTION_HEADER
                        + " is not a subscription of the topic");
            }
        }
        boolean isRaw = isRaw(headers);
        if (isRaw && !allowsRaw) {
            throw Refusal.forbidden("messages by raw delivery are not signed, which allow-unsigned must permit");
        }
        if (isRaw && type != SnsMessage.Type.NOTIFICATION) {
            throw Refusal.malformed("not an SNS message: only notifications come by raw delivery");
        }
        if (!isRaw && contentType != null && !MediaType.is(contentType, PLAIN_TEXT)) {
            Heads.checkJson(contentType, NOT_TEXT);
        }
        return new Head(type, messageId, topicArn, source, isRaw);
    }

    private static String required(Iterable<Map.Entry<String, String>> headers, String name) {
        String value = Heads.one(headers, name);
        if (value == null) {
            throw Refusal.malformed("not an SNS message: the header " + name + " is missing");
        }
        return value;
    }

    /**
     * What the headers say.
     *
     * @param topicArn one of those that are taken
     * @param source the ARN of a subscription of that topic, or the topic's
     */
    private record Head(SnsMessage.Type type, String messageId, String topicArn, String source, boolean isRaw) {}
}
