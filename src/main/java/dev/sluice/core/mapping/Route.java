package dev.sluice.core.mapping;

import dev.sluice.core.data.DataQuery;
import dev.sluice.core.data.DataView;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.MediaType;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.kafka.ContentMode;
import dev.sluice.core.kafka.KafkaEncoder;
import dev.sluice.core.kafka.KafkaRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything about the record of the events that one route takes: topic, key, partition, timestamp, layout, headers and
 * what is removed from the data. Which events those are, is the {@link Mapper}'s to know.
 *
 * <p>Made by {@link RouteBuilder}. Immutable and thread-safe.
 */
public final class Route {

    private static final KafkaEncoder ENCODER = new KafkaEncoder();

    private final String name;
    private final TopicRecipe topic;
    private final Recipe key;
    private final boolean keyRequired;
    private final @Nullable Recipe partition;
    private final ContentMode contentMode;
    private final RecordTimestamp timestamp;
    private final EmptyData emptyData;
    private final List<HeaderTemplate> headers;
    private final @Nullable DataQuery dataQuery;
    private final @Nullable DataCheck dataCheck;

    /** A header of the record besides those of the event; left out where the template yields nothing. */
    record HeaderTemplate(String name, Template template) {}

    Route(RouteBuilder from, TopicRecipe topic, Recipe key, @Nullable DataQuery dataQuery) {
        this.name = from.name;
        this.topic = topic;
        this.key = key;
        this.keyRequired = from.keyRequired;
        this.partition = from.partition;
        this.contentMode = from.contentMode;
        this.timestamp = from.timestamp;
        this.emptyData = from.emptyData;
        this.headers = List.copyOf(from.headers);
        this.dataQuery = dataQuery;
        this.dataCheck = from.dataCheck;
    }

    /** The topics that the route is known to write to before there is any event. */
    public Set<String> knownTopics() {
        return topic.known();
    }

    /** The name, as configured. */
    @Override
    public String toString() {
        return name;
    }

    /**
     * What the route needs to know of the event's data before it can make the record.
     *
     * @return null where it needs nothing, or the event has no JSON data to look into
     * @throws Refusal {@code INVALID_DATA} where data that has to be checked or redacted is not JSON, or does not pass
     *     the check of the route
     */
    @Nullable
    DataQuery dataQuery(CloudEvent event) {
        if (dataQuery == null && dataCheck == null) {
            return null;
        }
        Bytes data = event.data();
        if (data == null) {
            return null;
        }
        String contentType = event.dataContentType();
        boolean json = contentType != null && MediaType.isJson(contentType);
        if (!json && (dataCheck != null || (dataQuery != null && dataQuery.redacts()))) {
            throw Refusal.data("must be JSON by its content type, because "
                    + (dataCheck == null ? "the route redacts it" : "the route checks it against a schema"));
        }
        if (dataCheck != null) {
            dataCheck.check(data);
        }
        return json ? dataQuery : null;
    }

    /**
     * The record of {@code event}, which is left as it is.
     *
     * @param arrival how it came
     * @param data what {@link #dataQuery} asked for; null where it asked for nothing
     * @throws Refusal {@code UNROUTABLE}, {@code KEYLESS}, or {@code INVALID_DATA} and {@code INVALID_ATTRIBUTE} where
     *     the route cannot take data, or a time, like this one's
     */
    KafkaRecord record(CloudEvent event, Arrival arrival, @Nullable DataView data) {
        String topicName = topic.topic(event, data);
        byte[] keyBytes = key(event, data);
        int partitionNumber = partition(event, data);
        ContentMode mode = ENCODER.modeFor(event, contentMode);
        List<KafkaRecord.Header> recordHeaders = ENCODER.headers(event, arrival.trace(), mode, headers.size());
        for (HeaderTemplate header : headers) {
            String value = header.template.value(event, data);
            if (value != null) {
                recordHeaders.add(new KafkaRecord.Header(header.name, utf8(value)));
            }
        }
        Bytes eventData = data == null ? event.data() : data.data();
        byte[] value = eventData == null ? withoutData(event, mode, keyBytes) : ENCODER.value(event, eventData, mode);
        return new KafkaRecord(topicName, partitionNumber, timestamp(event), keyBytes, recordHeaders, value);
    }

    private byte @Nullable [] key(CloudEvent event, @Nullable DataView data) {
        String value = key.value(event, data);
        if (value != null) {
            return utf8(value);
        }
        if (keyRequired) {
            throw Refusal.keyless("the event yields no key, and the route requires one");
        }
        return null;
    }

    private int partition(CloudEvent event, @Nullable DataView data) {
        if (partition == null) {
            return KafkaRecord.ANY_PARTITION;
        }
        String value = partition.value(event, data);
        int number = value == null ? -1 : wholeNumber(value);
        if (number < 0) {
            throw Refusal.unroutable("the event yields no partition, which is a whole number from 0 on");
        }
        return number;
    }

    /** The number that {@code text} is, without sign and leading zeros; -1 where it is none. */
    private static int wholeNumber(String text) {
        boolean canonical = text.length() == 1 || text.charAt(0) != '0';
        if (!canonical || text.length() > 10 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        long number = Long.parseLong(text);
        return number <= Integer.MAX_VALUE ? (int) number : -1;
    }

    private byte @Nullable [] withoutData(CloudEvent event, ContentMode mode, byte @Nullable [] keyBytes) {
        if (emptyData == EmptyData.REFUSE) {
            throw Refusal.data("is required by the route, and missing");
        }
        if (mode == ContentMode.STRUCTURED) {
            return ENCODER.value(event, null, mode);
        }
        if (emptyData == EmptyData.EMPTY) {
            return Bytes.empty().toArray();
        }
        if (keyBytes == null) {
            throw Refusal.keyless("an event without data is a tombstone, which needs a key, and the event yields none");
        }
        return null;
    }

    private long timestamp(CloudEvent event) {
        Long millis = timestamp == RecordTimestamp.EVENT ? event.timeMillis() : null;
        if (millis == null) {
            return KafkaRecord.NOW;
        }
        if (millis < 0) {
            throw Refusal.attribute("time", "is before 1970, which no timestamp of a record can be");
        }
        return millis;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
