package dev.sluice.core.mapping;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.kafka.KafkaRecord;
import java.util.List;

/**
 * What the mapper makes of one event: the routes that take it, and the record of each.
 *
 * @param event as it came
 * @param routes in the order of the configuration; empty if the event is to be ignored
 * @param records one for each route, in the same order
 */
public record Mapped(CloudEvent event, List<Route> routes, List<KafkaRecord> records) {}
