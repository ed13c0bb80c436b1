package dev.sluice.core.event;

import java.util.List;

/**
 * The events of one request, and how they came: what the function is called with.
 *
 * @param events in the order in which they were sent, published together or not at all; not to be changed
 * @param isBatch whether they came as a batch, which may hold any number; else there is one
 */
public record Arrived(Arrival arrival, List<CloudEvent> events, boolean isBatch) {}
