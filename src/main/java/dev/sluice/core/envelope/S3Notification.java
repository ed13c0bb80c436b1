package dev.sluice.core.envelope;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Undecoded;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.http.EventDecoder.Decoded;
import dev.sluice.core.http.HttpMessage;
import dev.sluice.core.json.JsonScanner;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads notifications of Amazon S3, each record as an event, with the attributes of the CloudEvents adapter for S3 but
 * for the {@code id}.
 *
 * <ul>
 *   <li>{@code id}: the request id, the second id of the request, and the object's sequencer, if it has one, joined by
 *       dots; from the second record of a notification on, its index too. The adapter's id ends after the second: then
 *       all records of a request that deletes many objects would be one event.
 *   <li>{@code source}: {@code aws:s3.}region{@code .}bucket; {@code type}: {@code com.amazonaws.s3.} and the event's
 *       name; {@code subject}: the object's key, encoded as it came; {@code time}: the event's
 *   <li>data: the record, as it came
 * </ul>
 *
 * <p>The test that S3 sends when notifications are set up becomes a {@code com.amazonaws.s3.TestEvent} of the bucket.
 * Stateless.
 */
final class S3Notification {

    private static final String EVENT_SOURCE = "aws:s3";
    private static final String TYPE_PREFIX = "com.amazonaws.s3.";
    private static final String TEST_EVENT = "\"s3:TestEvent\"";
    private static final String NOT_ONE = "not a record of Amazon S3";
    private static final Set<String> NAMES = Set.of("Records", "Event", "Time", "Bucket", "RequestId", "HostId");
    private static final Set<String> RECORD_NAMES =
            Set.of("eventSource", "awsRegion", "eventTime", "eventName", "responseElements", "s3");
    private static final Set<String> EVENT_SOURCE_NAME = Set.of("eventSource");
    private static final Set<String> RESPONSE_NAMES = Set.of("x-amz-request-id", "x-amz-id-2");
    private static final Set<String> S3_NAMES = Set.of("bucket", "object");
    private static final Set<String> BUCKET_NAMES = Set.of("name");
    private static final Set<String> OBJECT_NAMES = Set.of("key", "sequencer");
    private static final int REGION_IN_ARN = 3;

    private S3Notification() {}

    /**
     * The events in a notification.
     *
     * @param json an object or an array, well-formed
     * @param topicArn the topic it came by, which is in the bucket's region
     * @param request what it came in
     * @return null if it is something else
     * @throws Refusal as {@link EventArray#decode} does, if it is one that cannot be read
     */
    static @Nullable Decoded decode(
            Bytes json, String topicArn, HttpMessage request, BatchLimits limits, @Nullable List<Undecoded> undecoded) {
        Members members;
        try {
            members = Members.read(json, NAMES, NOT_ONE);
        } catch (Refusal somethingElse) {
            return null;
        }
        Bytes records = members.json("Records");
        if (records != null && isFromS3(records)) {
            return EventArray.decode(records, NOT_ONE, request, limits, undecoded, S3Notification::event);
        }
        return isTest(members) ? Decoded.of(test(members, topicArn, json)) : null;
    }

    private static boolean isFromS3(Bytes records) {
        JsonScanner scanner = new JsonScanner(records);
        if (scanner.kind() != JsonScanner.Kind.ARRAY) {
            return false;
        }
        scanner.enterArray(NOT_ONE);
        try {
            return scanner.nextElement()
                    && EVENT_SOURCE.equals(
                            Members.read(scanner, EVENT_SOURCE_NAME, NOT_ONE).text("eventSource"));
        } catch (Refusal somethingElse) {
            return false;
        }
    }

    private static CloudEvent event(JsonScanner json, int index) {
        int start = json.position();
        Members members = Members.read(json, RECORD_NAMES, NOT_ONE);
        Bytes record = json.since(start);
        if (!EVENT_SOURCE.equals(members.text("eventSource"))) {
            throw Refusal.malformed(NOT_ONE + ": eventSource is not " + EVENT_SOURCE);
        }
        Members response = members.object("responseElements", RESPONSE_NAMES);
        Members s3 = members.object("s3", S3_NAMES);
        Members object = s3.object("object", OBJECT_NAMES);
        String bucket = s3.object("bucket", BUCKET_NAMES).required("name", "source");
        StringBuilder id = new StringBuilder(response.required("x-amz-request-id", "id"))
                .append('.')
                .append(response.required("x-amz-id-2", "id"));
        String sequencer = object.textOrNone("sequencer");
        if (sequencer != null) {
            id.append('.').append(sequencer);
        }
        if (index > 0) {
            id.append('.').append(index);
        }
        CloudEventBuilder event = new CloudEventBuilder()
                .set("specversion", CloudEvent.SPEC_VERSION)
                .set("id", id.toString())
                .set("source", source(members.required("awsRegion", "source"), bucket))
                .set("type", TYPE_PREFIX + members.required("eventName", "type"))
                .set("datacontenttype", JsonText.MEDIA_TYPE)
                .data(record);
        set(event, "subject", object.textOrNone("key"));
        set(event, "time", members.time("eventTime"));
        return event.build();
    }

    private static boolean isTest(Members members) {
        Bytes event = members.json("Event");
        return event != null && event.asUtf8().equals(TEST_EVENT);
    }

    private static CloudEvent test(Members members, String topicArn, Bytes json) {
        String[] arn = topicArn.split(":", -1);
        String region = arn.length > REGION_IN_ARN ? arn[REGION_IN_ARN] : "";
        CloudEventBuilder event = new CloudEventBuilder()
                .set("specversion", CloudEvent.SPEC_VERSION)
                .set("id", members.required("RequestId", "id") + "." + members.required("HostId", "id"))
                .set("source", source(region, members.required("Bucket", "source")))
                .set("type", TYPE_PREFIX + "TestEvent")
                .set("datacontenttype", JsonText.MEDIA_TYPE)
                .data(json);
        set(event, "time", members.time("Time"));
        return event.build();
    }

    private static String source(String region, String bucket) {
        return UriText.encoded(EVENT_SOURCE + "." + region + "." + bucket);
    }

    private static void set(CloudEventBuilder event, String name, @Nullable String value) {
        if (value != null) {
            event.set(name, value);
        }
    }
}
