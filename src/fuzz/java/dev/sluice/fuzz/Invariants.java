package dev.sluice.fuzz;

import dev.sluice.core.Mappers;
import dev.sluice.core.data.DataQuery;
import dev.sluice.core.data.DataScan;
import dev.sluice.core.data.DataView;
import dev.sluice.core.data.Hmac;
import dev.sluice.core.data.JsonPointer;
import dev.sluice.core.data.Redaction;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.format.JsonFormat;
import dev.sluice.core.kafka.ContentMode;
import dev.sluice.core.kafka.KafkaRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What must hold of any event that a decoder lets through, and of any bytes that are scanned as data. Stateless. */
final class Invariants {

    private static final DataQuery DROPPING = DataQuery.of(
            List.of(),
            Map.of(
                    JsonPointer.parsePattern("/*/a"), Redaction.DROP,
                    JsonPointer.parsePattern("/data/*"), Redaction.DROP,
                    JsonPointer.parsePattern("/id"), Redaction.DROP),
            null);
    private static final DataQuery REPLACING = DataQuery.of(
            List.of(),
            Map.of(
                    JsonPointer.parsePattern("/*/*"), Redaction.HASH,
                    JsonPointer.parsePattern("/data/a"), Redaction.MASK,
                    JsonPointer.parsePattern("/0"), Redaction.MASK),
            new Hmac("secret"));
    private static final DataQuery READING = DataQuery.of(
            List.of(JsonPointer.parse("/data/0"), JsonPointer.parse("/id"), JsonPointer.parse("/*")),
            Map.of(),
            new Hmac("secret"));

    private Invariants() {}

    static void check(CloudEvent event) {
        KafkaRecord binary = Mappers.record(event, ContentMode.BINARY);
        Set<String> names = new HashSet<>();
        for (KafkaRecord.Header header : binary.headers()) {
            require(names.add(header.name()), "a header is repeated");
        }
        Bytes structured = new JsonFormat().encode(event, event.data());
        CloudEvent again = new JsonFormat().decode(structured);
        require(attributes(again).equals(attributes(event)), "an attribute changed on the way through JSON");
        require(sameData(event, again), "the data changed on the way through JSON");
    }

    /** Well-formed data is redacted to well-formed data, anything else is refused, and nothing else is thrown. */
    @SuppressWarnings("ReferenceEquality") // the very same data is returned where nothing is redacted
    static void checkScan(Bytes data) {
        boolean wellFormed = JsonOracle.isValue(data.toArray());
        List<DataView> scanned;
        try {
            scanned = DataScan.scan(data, List.of(DROPPING, REPLACING));
        } catch (Refusal refused) {
            require(refused.reason() == Refusal.Reason.INVALID_DATA, "data is refused as something else");
            boolean tooDeep = refused.getMessage().contains("nested deeper");
            require(!wellFormed || tooDeep, "well-formed data is refused");
            return;
        }
        require(wellFormed, "malformed data is let through");
        for (DataView one : scanned) {
            require(JsonOracle.isValue(one.data().toArray()), "redacted data is malformed");
        }
        Bytes left = scanned.get(0).data();
        require(scan(left, DROPPING).data() == left, "what was dropped is still there");
        checkReading(data);
    }

    private static void checkReading(Bytes data) {
        try {
            DataView scanned = scan(data, READING);
            for (int slot = 0; slot < 3; slot++) {
                boolean hashed = scanned.hash(slot) != null;
                require(
                        hashed == (scanned.text(slot) != null),
                        "a value is hashed and not read, or read and not hashed");
            }
        } catch (Refusal refused) {
            require(refused.reason() == Refusal.Reason.INVALID_DATA, "a value is refused as something else");
        }
    }

    private static DataView scan(Bytes data, DataQuery query) {
        return DataScan.scan(data, List.of(query)).get(0);
    }

    private static Object attributes(CloudEvent event) {
        return Mappers.record(withoutData(event), ContentMode.BINARY);
    }

    private static CloudEvent withoutData(CloudEvent event) {
        CloudEventBuilder copy = new CloudEventBuilder();
        for (String name : new String[] {"specversion", "id", "source", "type", "subject", "time", "dataschema"}) {
            String value = event.attribute(name);
            if (value != null) {
                copy.set(name, value);
            }
        }
        event.extensions().forEach(extension -> copy.set(extension.name(), extension.value()));
        return copy.build();
    }

    /** JSON data may lose white space around it, where it becomes a member of the event. */
    private static boolean sameData(CloudEvent event, CloudEvent again) {
        Bytes before = event.data();
        Bytes after = again.data();
        return Objects.equals(before, after)
                || (before != null && after != null && trimmed(before).equals(trimmed(after)));
    }

    private static Bytes trimmed(Bytes bytes) {
        int start = 0;
        int end = bytes.length();
        while (start < end && isBlank(bytes.at(start))) {
            start++;
        }
        while (end > start && isBlank(bytes.at(end - 1))) {
            end--;
        }
        return bytes.slice(start, end);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
