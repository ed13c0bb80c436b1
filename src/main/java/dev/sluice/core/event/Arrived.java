package dev.sluice.core.event;

import java.util.List;

/**
 * The events of one request, and how they arrived: the input of the function.
 *
 * @param events in the order they were sent, published together or not at all; must not be changed
 * @param isBatch whether they came as a batch, which may hold any number of events; otherwise there is exactly one
 */
public record Arrived(Arrival arrival, List<CloudEvent> events, boolean isBatch) {}
