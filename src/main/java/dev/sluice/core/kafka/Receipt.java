package dev.sluice.core.kafka;

import dev.sluice.core.event.CloudEvent;

/**
 * Where an acknowledged record is: the one that the mapping gave, or the one that a refused event is parked as.
 *
 * @param event what it is the record of
 * @param topic the topic it is in
 * @param partition counted from 0
 * @param offset its position there; -1 where the broker gave none
 * @param parked whether the event was refused and this is what is kept of it
 */
public record Receipt(CloudEvent event, String topic, int partition, long offset, boolean parked) {}
