package dev.sluice.core.envelope;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Undecoded;
import dev.sluice.core.http.CloudEventsDecoder;
import dev.sluice.core.http.EventDecoder;
import dev.sluice.core.http.HeaderValue;
import dev.sluice.core.http.HttpMessage;
import dev.sluice.core.json.JsonScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages that a push subscription of Google Pub/Sub delivers (Pub/Sub documentation, "Push subscriptions",
 * "Payload unwrapping"). The first of these that fits is what a request is:
 *
 * <ol>
 *   <li>Its content type or a {@code ce-} header says CloudEvent: one by the HTTP binding, as Eventarc sends it, and as
 *       an unwrapped message with {@code ce-} attributes arrives.
 *   <li>It has the header {@code x-goog-pubsub-message-id}: an unwrapped message with metadata. The body is the data
 *       whatever it looks like.
 *   <li>Otherwise it is wrapped. If its attributes say CloudEvent, by a content type or {@code ce-} attributes, it is
 *       that CloudEvent and nothing is added to it.
 * </ol>
 *
 * <p>An unwrapped message without metadata has no id, so it is refused, unless its data looks like a wrapped message:
 * nothing can tell it from one.
 *
 * <p>A message that is no CloudEvent becomes one as Eventarc has it: {@code id} is the message id, {@code source}
 * {@code //pubsub.googleapis.com/} and the subscription, {@code time} the time of publishing; an ordering key becomes
 * {@code partitionkey}. The data is what was published. Its content type is the attribute {@code Content-Type} in any
 * case; without one, a JSON object or array is {@code application/json}, and anything else has none. Thread-safe.
 */
public final class PubSubDecoder implements EventDecoder {

    private static final String TYPE = "google.cloud.pubsub.topic.v1.messagePublished";
    private static final String SOURCE = "//pubsub.googleapis.com/";
    private static final String MESSAGE_ID = "x-goog-pubsub-message-id";
    private static final String SUBSCRIPTION = "x-goog-pubsub-subscription-name";
    private static final String PUBLISH_TIME = "x-goog-pubsub-publish-time";
    private static final String ORDERING_KEY = "x-goog-pubsub-ordering-key";
    private static final String NOT_ONE = "not a Pub/Sub message";
    private static final String NOT_WRAPPED =
            "not a wrapped Pub/Sub message; a subscription with payload unwrapping must write metadata, too";
    private static final Set<String> NAMES = Set.of("message", "subscription");
    private static final Set<String> MESSAGE_NAMES =
            Set.of("attributes", "data", "messageId", "message_id", "publishTime", "publish_time", "orderingKey");

    private final CloudEventsDecoder cloudEvents;
    private final DataPart dataPart;

    /**
     * A decoder.
     *
     * @param cloudEvents reads what says that it is a CloudEvent
     * @param dataPart of wrapped messages; if it is the envelope, attributes of the message do not make a CloudEvent
     */
    public PubSubDecoder(CloudEventsDecoder cloudEvents, DataPart dataPart) {
        this.cloudEvents = cloudEvents;
        this.dataPart = dataPart;
    }

    @Override
    public boolean isBatch(@Nullable String contentType) {
        return cloudEvents.isBatch(contentType);
    }

    @Override
    public void checkHead(Iterable<Map.Entry<String, String>> headers, @Nullable String contentType) {
        if (Heads.sayCloudEvent(headers, contentType)) {
            cloudEvents.checkHead(headers, contentType);
        } else if (Heads.one(headers, MESSAGE_ID) != null) {
            unwrapped(new HttpMessage(headers, Bytes.empty()), contentType);
        } else {
            Heads.checkJson(contentType, NOT_WRAPPED);
        }
    }

    @Override
    public Decoded decode(HttpMessage message, @Nullable String contentType, @Nullable List<Undecoded> undecoded) {
        if (Heads.sayCloudEvent(message.headers(), contentType)) {
            return cloudEvents.decode(message, contentType, undecoded);
        }
        if (Heads.one(message.headers(), MESSAGE_ID) != null) {
            return Decoded.of(unwrapped(message, contentType));
        }
        Heads.checkJson(contentType, NOT_WRAPPED);
        return wrapped(message.body(), undecoded);
    }

    private static CloudEvent unwrapped(HttpMessage message, @Nullable String contentType) {
        Iterable<Map.Entry<String, String>> headers = message.headers();
        return event(
                header(headers, MESSAGE_ID, "id"),
                header(headers, SUBSCRIPTION, "source"),
                header(headers, PUBLISH_TIME, "time"),
                header(headers, ORDERING_KEY, "partitionkey"),
                contentType,
                message.body());
    }

    private static @Nullable String header(Iterable<Map.Entry<String, String>> headers, String name, String attribute) {
        String value = Heads.one(headers, name);
        return value == null ? null : HeaderValue.raw(attribute, value);
    }

    private Decoded wrapped(Bytes body, @Nullable List<Undecoded> undecoded) {
        Members outer = Members.read(body, NAMES, NOT_WRAPPED);
        if (outer.json("message") == null) {
            throw Refusal.malformed(NOT_WRAPPED);
        }
        Members message = outer.object("message", MESSAGE_NAMES);
        if (dataPart == DataPart.ENVELOPE) {
            return Decoded.of(event(message, outer.text("subscription"), JsonText.MEDIA_TYPE, body));
        }
        Bytes data = Base64Text.decoded(message.text("data"));
        Attributes attributes = Attributes.read(message.json("attributes"));
        String contentType = attributes.contentType;
        if (contentType != null && CloudEventsDecoder.isEventFormat(contentType)) {
            return cloudEvents.decode(new HttpMessage(List.of(), data), contentType, undecoded);
        }
        return Decoded.of(
                attributes.cloudEvent.isEmpty()
                        ? event(message, outer.text("subscription"), contentType, data)
                        : attributes.event(data));
    }

    private static CloudEvent event(
            Members message, @Nullable String subscription, @Nullable String contentType, Bytes data) {
        return event(
                either(message, "messageId", "message_id"),
                subscription,
                either(message, "publishTime", "publish_time"),
                message.textOrNone("orderingKey"),
                contentType,
                data);
    }

    /** Pub/Sub writes some members under two names. */
    private static @Nullable String either(Members message, String name, String otherName) {
        String value = message.text(name);
        String other = message.text(otherName);
        if (value != null && other != null && !value.equals(other)) {
            throw Refusal.malformed(NOT_ONE + ": " + name + " and " + otherName + " differ");
        }
        return value == null ? other : value;
    }

    private static CloudEvent event(
            @Nullable String id,
            @Nullable String subscription,
            @Nullable String time,
            @Nullable String orderingKey,
            @Nullable String contentType,
            Bytes data) {
        CloudEventBuilder event = new CloudEventBuilder()
                .set("specversion", CloudEvent.SPEC_VERSION)
                .set("id", required(id, "id", "messageId"))
                .set("source", SOURCE + UriText.encoded(required(subscription, "source", "subscription")))
                .set("type", TYPE);
        if (time != null) {
            event.set("time", time);
        }
        if (orderingKey != null && !orderingKey.isEmpty()) {
            event.set("partitionkey", orderingKey);
        }
        if (contentType != null) {
            event.set("datacontenttype", contentType);
        } else if (JsonText.isObjectOrArray(data)) {
            event.set("datacontenttype", JsonText.MEDIA_TYPE);
        }
        return data.isEmpty() ? event.build() : event.data(data).build();
    }

    private static String required(@Nullable String value, String attribute, String name) {
        if (value == null) {
            throw Refusal.attribute(attribute, "is required, but the message has no " + name);
        }
        return value;
    }

    /**
     * The attributes of a message, as far as they say what the data is.
     *
     * @param contentType null for none
     * @param cloudEvent the attributes of a CloudEvent, by name
     */
    private record Attributes(@Nullable String contentType, List<Map.Entry<String, String>> cloudEvent) {

        static Attributes read(@Nullable Bytes attributes) {
            if (attributes == null) {
                return new Attributes(null, List.of());
            }
            String contentType = null;
            List<Map.Entry<String, String>> cloudEvent = new ArrayList<>();
            JsonScanner json = new JsonScanner(attributes);
            json.enterObject(NOT_ONE + ": the attributes are not a JSON object");
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                if (json.kind() != JsonScanner.Kind.STRING) {
                    throw Refusal.malformed(NOT_ONE + ": an attribute is not a string");
                }
                String value = json.string();
                if (CloudEventsDecoder.isAttribute(name)) {
                    cloudEvent.add(Map.entry(CloudEventsDecoder.attribute(name), value));
                } else if (name.equalsIgnoreCase("content-type")) {
                    if (contentType != null) {
                        throw Refusal.malformed(NOT_ONE + ": the attribute Content-Type must not be repeated");
                    }
                    contentType = value;
                }
            }
            return new Attributes(contentType, cloudEvent);
        }

        CloudEvent event(Bytes data) {
            CloudEventBuilder event = new CloudEventBuilder();
            if (contentType != null) {
                event.set("datacontenttype", contentType);
            }
            for (Map.Entry<String, String> attribute : cloudEvent) {
                boolean isRepeated = attribute.getKey().equals("datacontenttype")
                        && attribute.getValue().equals(contentType);
                if (!isRepeated) {
                    event.set(attribute.getKey(), attribute.getValue());
                }
            }
            return data.isEmpty() ? event.build() : event.data(data).build();
        }
    }
}
