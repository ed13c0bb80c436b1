package dev.sluice.core;

import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.kafka.ContentMode;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.core.mapping.Mapper;
import dev.sluice.core.mapping.RouteBuilder;
import java.util.List;
import java.util.Objects;

/** Mappers that need no configuration. */
public final class Mappers {

    private Mappers() {}

    /** One that sends every event to {@code topic}, by the key that is the default. */
    public static Mapper inMode(ContentMode mode) {
        RouteBuilder route = new RouteBuilder("test", (key, value, reason) -> {
                    throw new IllegalArgumentException(key + " " + value + " " + reason);
                })
                .topic("topic")
                .key(List.of("partitionkey", "subject", "source"))
                .contentMode(mode);
        return new Mapper(Objects.requireNonNull(route.build()));
    }

    /** The one record that such a mapper gives. */
    public static KafkaRecord record(CloudEvent event, ContentMode mode) {
        return inMode(mode).map(event, Arrival.ANONYMOUS).records().get(0);
    }
}
