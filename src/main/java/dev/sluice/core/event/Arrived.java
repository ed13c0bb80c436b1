package dev.sluice.core.event;

import java.util.List;

/**
 * The events of one request, and how they arrived: the input of the function.
 *
 * @param events in the order they were sent, published together or not at all; must not be changed
 * @param undecoded what else the request held, by index; must not be changed. Empty unless the decoder was told to keep
 *     what it refuses
 * @param isBatch whether they came as a batch, which may hold any number of events; otherwise there is exactly one, or
 *     one that is undecoded
 */
public record Arrived(Arrival arrival, List<CloudEvent> events, List<Undecoded> undecoded, boolean isBatch) {

    /** A request that was decoded as a whole. */
    public Arrived(Arrival arrival, List<CloudEvent> events, boolean isBatch) {
        this(arrival, events, List.of(), isBatch);
    }

    /** How many events the request has, decoded or not. */
    public int size() {
        return events.size() + undecoded.size();
    }
}
