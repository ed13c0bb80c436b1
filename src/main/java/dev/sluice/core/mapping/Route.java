package dev.sluice.core.mapping;

import dev.sluice.core.data.DataQuery;
import dev.sluice.core.data.DataView;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.MediaType;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.TextPattern;
import dev.sluice.core.kafka.ContentMode;
import dev.sluice.core.kafka.KafkaEncoder;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.core.value.ValueFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the record of an event is made by one route: topic, key, partition, timestamp, layout, headers and redactions.
 * The {@link Mapper} decides which events the route takes.
 *
 * <p>Made by {@link RouteBuilder}. Immutable and thread-safe.
 */
public final class Route {

    private static final KafkaEncoder ENCODER = new KafkaEncoder();

    private final String name;
    private final TopicRecipe topic;
    private final Recipe key;
    private final boolean keyRequired;
    private final KeyFormat keyFormat;
    private final @Nullable Recipe partition;
    private final ContentMode contentMode;
    private final RecordTimestamp timestamp;
    private final EmptyData emptyData;
    private final @Nullable ValueFormat valueFormat;
    private final @Nullable SubjectRecipe subject;
    private final List<HeaderTemplate> headers;
    private final @Nullable DataQuery dataQuery;
    private final @Nullable DataCheck dataCheck;
    private final List<TextPattern> callers;

    /** A header of the record besides those of the event. It is left out if the template yields nothing. */
    record HeaderTemplate(String name, Template template) {}

    Route(
            RouteBuilder from,
            TopicRecipe topic,
            Recipe key,
            @Nullable SubjectRecipe subject,
            @Nullable DataQuery dataQuery) {
        this.name = from.name;
        this.topic = topic;
        this.key = key;
        this.keyRequired = from.keyRequired;
        this.keyFormat = from.keyFormat;
        this.partition = from.partition;
        this.contentMode = from.contentMode;
        this.timestamp = from.timestamp;
        this.emptyData = from.emptyData;
        this.valueFormat = from.valueFormat;
        this.subject = subject;
        this.headers = List.copyOf(from.headers);
        this.dataQuery = dataQuery;
        this.dataCheck = from.dataCheck;
        this.callers = List.copyOf(from.callers);
    }

    /** The topics that are known before any event: those that the configuration of the route names. */
    public Set<String> knownTopics() {
        return topic.known();
    }

    /** The name, as configured. */
    @Override
    public String toString() {
        return name;
    }

    /**
     * Checks that the caller may use the route.
     *
     * @throws Refusal {@code FORBIDDEN} if it may not
     */
    void checkCaller(Arrival arrival) {
        if (callers.isEmpty()) {
            return;
        }
        for (TextPattern allowed : callers) {
            if (allowed.matches(arrival.caller())) {
                return;
            }
        }
        throw Refusal.forbidden("the caller may not use this route");
    }

    /**
     * What the route needs to know of the event's data to make the record.
     *
     * @return null if it needs nothing, or the event has no JSON data
     * @throws Refusal {@code INVALID_DATA} if data that must be checked or redacted is not JSON, or fails the route's
     *     check
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
            throw Refusal.data("must have a JSON content type, because "
                    + (dataCheck == null ? "the route redacts it" : "the route checks it against a schema"));
        }
        if (dataCheck != null) {
            dataCheck.check(data);
        }
        return json ? dataQuery : null;
    }

    /**
     * The record of {@code event}, which is not changed.
     *
     * @param arrival how it came
     * @param data the result of {@link #dataQuery}; null if that asked for nothing
     * @throws Refusal {@code UNROUTABLE} or {@code KEYLESS}; {@code INVALID_DATA} or {@code INVALID_ATTRIBUTE} if the
     *     route cannot use the event's data or time
     * @throws dev.sluice.core.value.SchemaAwaited if the schema of the value is not known yet
     */
    KafkaRecord record(CloudEvent event, Arrival arrival, @Nullable DataView data) {
        String topicName = topic.topic(event, arrival, data);
        byte[] keyBytes = key(event, arrival, data);
        int partitionNumber = partition(event, arrival, data);
        Bytes eventData = data == null ? event.data() : data.data();
        ValueFormat format = eventData == null ? null : valueFormat;
        // what a format makes of an event in the data is no event any more, and its content type says so
        ContentMode mode = format == null ? ENCODER.modeFor(event, contentMode) : ContentMode.BINARY;
        String contentType = format == null ? event.dataContentType() : format.mediaType();
        List<KafkaRecord.Header> recordHeaders =
                ENCODER.headers(event, contentType, arrival.trace(), mode, headers.size());
        for (HeaderTemplate header : headers) {
            String value = header.template.value(event, arrival, data);
            if (value != null) {
                recordHeaders.add(new KafkaRecord.Header(header.name, utf8(value)));
            }
        }
        byte[] value;
        if (eventData == null) {
            value = withoutData(event, mode, keyBytes);
        } else if (format == null) {
            value = ENCODER.value(event, eventData, mode);
        } else {
            String ofSchema = subject == null ? null : subject.subject(event, arrival, data);
            value = format.value(eventData, event.dataContentType(), topicName, ofSchema);
        }
        return new KafkaRecord(topicName, partitionNumber, timestamp(event), keyBytes, recordHeaders, value);
    }

    private byte @Nullable [] key(CloudEvent event, Arrival arrival, @Nullable DataView data) {
        String value = key.value(event, arrival, data);
        if (value != null) {
            return keyFormat.bytes(value);
        }
        if (keyRequired) {
            throw Refusal.keyless("the event yields no key, but the route requires one");
        }
        return null;
    }

    private int partition(CloudEvent event, Arrival arrival, @Nullable DataView data) {
        if (partition == null) {
            return KafkaRecord.ANY_PARTITION;
        }
        String value = partition.value(event, arrival, data);
        int number = value == null ? -1 : wholeNumber(value);
        if (number < 0) {
            throw Refusal.unroutable("the event yields no partition, which must be a whole number from 0 up");
        }
        return number;
    }

    /** The number in {@code text}, without sign or leading zeros; -1 if there is none. */
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
            throw Refusal.data("is missing, but the route requires it");
        }
        if (mode == ContentMode.STRUCTURED) {
            return ENCODER.value(event, null, mode);
        }
        if (emptyData == EmptyData.EMPTY) {
            return Bytes.empty().toArray();
        }
        if (keyBytes == null) {
            throw Refusal.keyless("without data, the event becomes a tombstone and needs a key, but yields none");
        }
        return null;
    }

    private long timestamp(CloudEvent event) {
        Long millis = timestamp == RecordTimestamp.EVENT ? event.timeMillis() : null;
        if (millis == null) {
            return KafkaRecord.NOW;
        }
        if (millis < 0) {
            throw Refusal.attribute("time", "is before 1970, which a record's timestamp cannot be");
        }
        return millis;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
