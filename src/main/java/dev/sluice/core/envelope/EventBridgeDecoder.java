package dev.sluice.core.envelope;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Undecoded;
import dev.sluice.core.http.CloudEventsDecoder;
import dev.sluice.core.http.EventDecoder;
import dev.sluice.core.http.HttpMessage;
import dev.sluice.core.json.JsonScanner;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events that Amazon EventBridge sends to an API destination (Amazon EventBridge user guide, "Structure of
 * Amazon EventBridge events").
 *
 * <ul>
 *   <li>{@code id}, {@code time}: as they are
 *   <li>{@code source}: {@code urn:aws:events:}account{@code :}region{@code :}source, percent-encoded where a URI needs
 *       it
 *   <li>{@code type}: source{@code .}detail-type without its blanks, so that it can be part of a topic's name; the
 *       names of AWS's own schemas leave them out too
 *   <li>{@code subject}: the first of the resources, if there are any
 *   <li>data: the detail, a slice of the body
 * </ul>
 *
 * <p>A request that says it is a CloudEvent, as an input transformer can make one, is read as that. Thread-safe.
 */
public final class EventBridgeDecoder implements EventDecoder {

    private static final String NOT_ONE =
            "not an EventBridge event: send the matched event unchanged, without an input transformer";
    private static final String NOT_JSON = "an EventBridge event must be sent as application/json";
    private static final Set<String> NAMES =
            Set.of("id", "detail-type", "source", "account", "time", "region", "resources", "detail");

    private final CloudEventsDecoder cloudEvents;

    /** A decoder that hands CloudEvents over to {@code cloudEvents}. */
    public EventBridgeDecoder(CloudEventsDecoder cloudEvents) {
        this.cloudEvents = cloudEvents;
    }

    @Override
    public boolean isBatch(@Nullable String contentType) {
        return cloudEvents.isBatch(contentType);
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
            return cloudEvents.decode(message, contentType, undecoded);
        }
        Heads.checkJson(contentType, NOT_JSON);
        return Decoded.of(event(Members.read(message.body(), NAMES, NOT_ONE)));
    }

    private static CloudEvent event(Members body) {
        String source = member(body, "source");
        String detailType = member(body, "detail-type");
        Bytes detail = body.json("detail");
        if (detail == null || detail.at(0) != '{') {
            throw Refusal.malformed(NOT_ONE + ", with its detail, a JSON object");
        }
        CloudEventBuilder event = new CloudEventBuilder()
                .set("specversion", CloudEvent.SPEC_VERSION)
                .set("id", member(body, "id"))
                .set(
                        "source",
                        UriText.encoded("urn:aws:events:" + member(body, "account") + ":" + member(body, "region") + ":"
                                + source))
                .set("type", source + "." + withoutBlanks(detailType))
                .set("datacontenttype", JsonText.MEDIA_TYPE)
                .data(detail);
        String time = body.time("time");
        if (time != null) {
            event.set("time", time);
        }
        String resource = firstResource(body.json("resources"));
        if (resource != null) {
            event.set("subject", resource);
        }
        return event.build();
    }

    private static String member(Members body, String name) {
        String value = body.text(name);
        if (value == null || value.isEmpty()) {
            throw Refusal.malformed(NOT_ONE + ", with its " + name);
        }
        return value;
    }

    private static String withoutBlanks(String text) {
        return text.indexOf(' ') < 0 ? text : text.replace(" ", "");
    }

    private static @Nullable String firstResource(@Nullable Bytes resources) {
        if (resources == null) {
            return null;
        }
        JsonScanner json = new JsonScanner(resources);
        json.enterArray(NOT_ONE + ", with its resources, an array");
        if (!json.nextElement()) {
            return null;
        }
        if (json.kind() != JsonScanner.Kind.STRING) {
            throw Refusal.malformed(NOT_ONE + ", with its resources, an array of strings");
        }
        String resource = json.string();
        return resource.isEmpty() ? null : resource;
    }
}
