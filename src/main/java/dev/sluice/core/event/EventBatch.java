package dev.sluice.core.event;

import java.util.List;

/**
 * Events that came together and are published together or not at all.
 *
 * @param events in the order in which they were sent; not to be changed
 */
public record EventBatch(List<CloudEvent> events) {}
