package dev.sluice.core.envelope;

import dev.sluice.core.data.DataElement;
import dev.sluice.core.data.DataScan;
import dev.sluice.core.data.DataView;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.MediaType;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Undecoded;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.format.EventFormat;
import dev.sluice.core.http.EventDecoder;
import dev.sluice.core.http.HttpMessage;
import dev.sluice.core.http.UndecodedRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the requests of a web hook: a body of any kind, of which recipes make the attributes.
 *
 * <p>The content type says what the body is. JSON is scanned once for all recipes; of anything else, only headers and
 * the hash are there for recipes. The data is a slice of the body, except for JSON in the field of a form. Thread-safe.
 */
public final class WebhookDecoder implements EventDecoder {

    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";

    private final WebhookWords words;
    private final @Nullable BatchLimits limits;

    /**
     * A decoder.
     *
     * @param words what requests mean
     * @param limits of a request with several events; null if these are refused
     */
    public WebhookDecoder(WebhookWords words, @Nullable BatchLimits limits) {
        this.words = words;
        this.limits = limits;
    }

    @Override
    public boolean isBatch(@Nullable String contentType) {
        return limits != null && words.hasBatches();
    }

    @Override
    public void checkHead(Iterable<Map.Entry<String, String>> headers, @Nullable String contentType) {
        boolean isJson = isJson(contentType);
        if (words.hasBatches()) {
            checkBatch(isJson);
        }
        if (!words.inHead.isEmpty()) {
            WebhookValues values = new WebhookValues(words, headers, Bytes.empty(), null, null);
            for (WebhookWords.Attribute attribute : words.inHead) {
                if (attribute.recipe().value(values) == null) {
                    throw missing(attribute);
                }
            }
        }
    }

    @Override
    public Decoded decode(HttpMessage message, @Nullable String contentType, @Nullable List<Undecoded> undecoded) {
        boolean isJson = isJson(contentType);
        if (words.hasBatches()) {
            BatchLimits checked = checkBatch(isJson);
            return new Decoded(elements(message, json(message, contentType), checked, undecoded), true);
        }
        if (!isJson) {
            WebhookValues values = new WebhookValues(words, message.headers(), message.body(), null, null);
            return Decoded.of(event(values, message.body(), contentType));
        }
        Bytes json = json(message, contentType);
        DataView view = DataScan.scan(json, List.of(words.body)).get(0);
        WebhookValues values = new WebhookValues(words, message.headers(), json, view, view);
        boolean isAsSent = words.dataSlot < 0 && !isForm(contentType);
        return Decoded.of(event(values, data(view, json), isAsSent ? contentType : JSON));
    }

    private BatchLimits checkBatch(boolean isJson) {
        if (limits == null) {
            throw Refusal.unsupported("several events in one request are not enabled");
        }
        if (!isJson) {
            throw Refusal.unsupported("the events are elements of JSON; send " + JSON);
        }
        return limits;
    }

    /** Whether the body is JSON, or holds it. A content type that is none, or JSON in another charset, is refused. */
    private boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        if (!MediaType.isValid(contentType)) {
            throw Refusal.malformed("the Content-Type header is not a media type");
        }
        if (isForm(contentType)) {
            return true;
        }
        if (!MediaType.isJson(contentType)) {
            return false;
        }
        String charset = MediaType.charset(contentType);
        if (charset != null && !charset.equalsIgnoreCase("utf-8")) {
            throw Refusal.unsupported("JSON must be in UTF-8");
        }
        return true;
    }

    private boolean isForm(@Nullable String contentType) {
        return words.formField != null && contentType != null && MediaType.is(contentType, FORM);
    }

    private Bytes json(HttpMessage message, @Nullable String contentType) {
        String field = words.formField;
        return field != null && isForm(contentType) ? FormBody.field(message.body(), field) : message.body();
    }

    private List<CloudEvent> elements(
            HttpMessage message, Bytes json, BatchLimits limits, @Nullable List<Undecoded> undecoded) {
        List<DataElement> elements = new ArrayList<>();
        DataView body =
                DataScan.scanEach(json, words.body, words.eachSlot, words.element, limits.maxEvents(), elements);
        Bytes array = body.json(words.eachSlot);
        if (array == null || array.at(0) != '[') {
            throw Refusal.malformed("the body has no array at " + words.eachShown);
        }
        WebhookValues request = new WebhookValues(words, message.headers(), json, body, null);
        EventFormat.UndecodedElements refused =
                undecoded == null ? null : UndecodedRequests.elements(message, undecoded);
        List<CloudEvent> events = new ArrayList<>(elements.size());
        for (int index = 0; index < elements.size(); index++) {
            DataElement element = elements.get(index);
            if (element.json().length() > limits.maxEventBytes()) {
                throw Refusal.eventTooLarge(limits.maxEventBytes()).inBatch(index);
            }
            try {
                events.add(event(request, element));
            } catch (Refusal refusal) {
                if (refused == null) {
                    throw refusal.inBatch(index);
                }
                refused.add(index, element.json(), refusal);
            }
        }
        return events;
    }

    private CloudEvent event(WebhookValues request, DataElement element) {
        DataView view = element.view();
        if (view == null) {
            throw element.refusal() == null ? Refusal.data("cannot be read") : element.refusal();
        }
        return event(request.of(element.json(), view), data(view, element.json()), JSON);
    }

    private Bytes data(DataView view, Bytes whole) {
        if (words.dataSlot < 0) {
            return whole;
        }
        Bytes data = view.json(words.dataSlot);
        if (data == null) {
            throw Refusal.data("there is none at " + words.dataShown);
        }
        return data;
    }

    private CloudEvent event(WebhookValues values, Bytes data, @Nullable String contentType) {
        CloudEventBuilder event = new CloudEventBuilder().set("specversion", CloudEvent.SPEC_VERSION);
        if (contentType != null) {
            event.set("datacontenttype", contentType);
        }
        List<WebhookWords.Attribute> attributes = attributes(values);
        for (int i = 0; i < attributes.size(); i++) {
            set(event, attributes.get(i), values);
        }
        return event.data(data.isEmpty() ? null : data).build();
    }

    private List<WebhookWords.Attribute> attributes(WebhookValues values) {
        WebhookRecipe eventBy = words.eventBy;
        for (int i = 0; eventBy != null && i < eventBy.size(); i++) {
            String name = eventBy.value(i, values);
            List<WebhookWords.Attribute> ofCase = name == null ? null : words.cases.get(name);
            if (ofCase != null) {
                return ofCase;
            }
        }
        return words.attributes;
    }

    private static void set(CloudEventBuilder event, WebhookWords.Attribute attribute, WebhookValues values) {
        try {
            String value = attribute.recipe().value(values);
            if (value != null) {
                event.set(attribute.name(), attribute.name().equals("time") ? WrittenTime.inRfc3339(value) : value);
                return;
            }
        } catch (Refusal refusal) {
            throw wrong(attribute, refusal);
        }
        if (attribute.isRequired()) {
            throw missing(attribute);
        }
    }

    private static Refusal missing(WebhookWords.Attribute attribute) {
        return Refusal.attribute(
                attribute.name(), "is required, and its recipe " + attribute.recipe() + " has no value");
    }

    private static Refusal wrong(WebhookWords.Attribute attribute, Refusal refusal) {
        String rule = refusal.getMessage();
        String prefix = refusal.attribute() + ": ";
        return Refusal.attribute(
                attribute.name(),
                (rule.startsWith(prefix) ? rule.substring(prefix.length()) : rule) + "; its recipe is "
                        + attribute.recipe());
    }
}
