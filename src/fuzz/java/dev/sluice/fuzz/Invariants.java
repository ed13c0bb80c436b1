package dev.sluice.fuzz;

import dev.sluice.core.Mappers;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.json.JsonEventDecoder;
import dev.sluice.core.json.JsonEventEncoder;
import dev.sluice.core.kafka.ContentMode;
import dev.sluice.core.kafka.KafkaRecord;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/** What must hold of any event that a decoder lets through. Stateless. */
final class Invariants {

    private Invariants() {}

    static void check(CloudEvent event) {
        KafkaRecord binary = Mappers.record(event, ContentMode.BINARY);
        Set<String> names = new HashSet<>();
        for (KafkaRecord.Header header : binary.headers()) {
            require(names.add(header.name()), "a header is repeated");
        }
        Bytes structured = new JsonEventEncoder().encode(event);
        CloudEvent again = new JsonEventDecoder().decode(structured);
        require(attributes(again).equals(attributes(event)), "an attribute changed on the way through JSON");
        require(sameData(event, again), "the data changed on the way through JSON");
    }

    private static Object attributes(CloudEvent event) {
        return Mappers.record(withoutData(event), ContentMode.BINARY);
    }

    private static CloudEvent withoutData(CloudEvent event) {
        CloudEvent.Builder copy = new CloudEvent.Builder();
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
