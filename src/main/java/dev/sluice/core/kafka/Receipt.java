package dev.sluice.core.kafka;

/**
 * Where an acknowledged record is.
 *
 * @param topic the topic it is in
 * @param partition counted from 0
 * @param offset its position there; -1 where the broker gave none
 */
public record Receipt(String topic, int partition, long offset) {}
