package dev.sluice.core.kafka;

import dev.sluice.core.event.CloudEvent;

/**
 * Where an acknowledged record is.
 *
 * @param event what it is the record of
 * @param topic the topic it is in
 * @param partition counted from 0
 * @param offset its position there; -1 where the broker gave none
 */
public record Receipt(CloudEvent event, String topic, int partition, long offset) {}
