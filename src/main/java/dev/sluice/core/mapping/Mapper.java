package dev.sluice.core.mapping;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.EventBatch;
import dev.sluice.core.event.InvalidEvent;
import dev.sluice.core.kafka.ContentMode;
import dev.sluice.core.kafka.KafkaEncoder;
import dev.sluice.core.kafka.KafkaRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides everything about the record of an event: topic, key and layout.
 *
 * <p>A pure function of the event and the configuration it was made with: the same event gives the same record in
 * every instance, so it can be asked before anything is deployed. Thread-safe.
 */
public final class Mapper {

    private final String topic;
    private final KeyRecipe keyRecipe;
    private final ContentMode contentMode;
    private final KafkaEncoder encoder = new KafkaEncoder();

    /** A mapper that sends every event to {@code topic}. */
    public Mapper(String topic, KeyRecipe keyRecipe, ContentMode contentMode) {
        this.topic = topic;
        this.keyRecipe = keyRecipe;
        this.contentMode = contentMode;
    }

    /** The record of {@code event}, which is left as it is. */
    public KafkaRecord map(CloudEvent event) {
        return encoder.encode(event, topic, keyRecipe.key(event), contentMode);
    }

    /**
     * The records of all events, in their order.
     *
     * @throws dev.sluice.core.event.InvalidEvent where an event is refused, with its index
     */
    public List<KafkaRecord> map(EventBatch batch) {
        List<CloudEvent> events = batch.events();
        List<KafkaRecord> records = new ArrayList<>(events.size());
        for (CloudEvent event : events) {
            try {
                records.add(map(event));
            } catch (InvalidEvent e) {
                throw e.inBatch(records.size());
            }
        }
        return records;
    }
}
