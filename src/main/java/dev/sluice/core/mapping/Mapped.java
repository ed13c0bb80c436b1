package dev.sluice.core.mapping;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.kafka.KafkaRecord;
import java.util.List;

/**
 * What the mapper makes of one event: which routes take it, and the record that each makes of it.
 *
 * @param event as it came
 * @param routes in the order of the configuration; none where the event is to be ignored
 * @param records one for each route, in the same order
 */
public record Mapped(CloudEvent event, List<Route> routes, List<KafkaRecord> records) {}
