package dev.sluice.core.envelope;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Undecoded;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.http.CloudEventsDecoder;
import dev.sluice.core.http.EventDecoder;
import dev.sluice.core.http.HttpMessage;
import dev.sluice.core.json.JsonScanner;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of Azure Event Grid in either schema that a subscription can have; the content type tells which.
 *
 * <ul>
 *   <li>{@code application/json} is the Event Grid event schema, an array even for one event. {@code id},
 *       {@code subject} and the data stay; {@code topic} becomes {@code source}, {@code eventType} {@code type} and
 *       {@code eventTime} {@code time}, as Event Grid itself converts them. A {@code dataVersion} becomes the extension
 *       {@code dataversion}; {@code metadataVersion} is the version of the shell, and goes with it.
 *   <li>Any other is the CloudEvents schema. Event Grid writes the data's version as {@code dataschema} there,
 *       {@code #} or {@code #1.0}, which is no absolute URI: it becomes the same extension.
 * </ul>
 *
 * <p>Data of the Event Grid schema is a slice of the body. Thread-safe.
 */
public final class EventGridDecoder implements EventDecoder {

    private static final String NOT_ONE = "not an Event Grid event";
    private static final String NOT_AN_ARRAY = "not events of Event Grid: the body is not a JSON array";
    private static final String NOT_JSON =
            "Event Grid events must be sent as application/json or application/cloudevents+json";
    private static final Set<String> NAMES =
            Set.of("id", "topic", "subject", "eventType", "eventTime", "data", "dataVersion");

    private final CloudEventsDecoder cloudEvents;
    private final BatchLimits limits;

    /**
     * A decoder.
     *
     * @param cloudEvents reads the CloudEvents schema
     * @param limits of an array
     */
    public EventGridDecoder(CloudEventsDecoder cloudEvents, BatchLimits limits) {
        this.cloudEvents = cloudEvents;
        this.limits = limits;
    }

    @Override
    public boolean isBatch(@Nullable String contentType) {
        return contentType == null
                || !CloudEventsDecoder.isEventFormat(contentType)
                || cloudEvents.isBatch(contentType);
    }

    @Override
    public void checkHead(Iterable<Map.Entry<String, String>> headers, @Nullable String contentType) {
        if (Heads.sayCloudEvent(headers, contentType)) {
            cloudEvents.checkHead(headers, contentType);
        } else {
            Heads.checkJson(contentType, NOT_JSON);
        }
    }

    @Override
    public Decoded decode(HttpMessage message, @Nullable String contentType, @Nullable List<Undecoded> undecoded) {
        if (Heads.sayCloudEvent(message.headers(), contentType)) {
            boolean isStructured = contentType != null && CloudEventsDecoder.isEventFormat(contentType);
            Bytes body = isStructured ? DataSchemas.replaced(message.body()) : message.body();
            return cloudEvents.decode(new HttpMessage(message.headers(), body), contentType, undecoded);
        }
        Heads.checkJson(contentType, NOT_JSON);
        return EventArray.decode(
                message.body(), NOT_AN_ARRAY, message, limits, undecoded, (json, index) -> event(json));
    }

    private static CloudEvent event(JsonScanner json) {
        Members members = Members.read(json, NAMES, NOT_ONE);
        CloudEventBuilder event = new CloudEventBuilder()
                .set("specversion", CloudEvent.SPEC_VERSION)
                .set("id", members.required("id", "id"))
                .set("source", UriText.encoded(members.required("topic", "source")))
                .set("type", members.required("eventType", "type"));
        set(event, "subject", members.textOrNone("subject"));
        set(event, "time", members.time("eventTime"));
        set(event, "dataversion", members.textOrNone("dataVersion"));
        Bytes data = members.json("data");
        if (data != null) {
            event.set("datacontenttype", JsonText.MEDIA_TYPE).data(data);
        }
        return event.build();
    }

    private static void set(CloudEventBuilder event, String name, @Nullable String value) {
        if (value != null) {
            event.set(name, value);
        }
    }
}
