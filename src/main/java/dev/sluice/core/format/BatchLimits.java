package dev.sluice.core.format;

/**
 * How large a batch may be.
 *
 * @param maxEvents the number of events
 * @param maxEventBytes the bytes of one event in its format: the same limit as for an event that is sent alone
 */
public record BatchLimits(int maxEvents, int maxEventBytes) {}
