package dev.sluice.core.format;

/**
 * How large a batch may be.
 *
 * @param maxEvents events
 * @param maxEventBytes the bytes of one event in its format, by which the batch keeps the limit of a single one
 */
public record BatchLimits(int maxEvents, int maxEventBytes) {}
