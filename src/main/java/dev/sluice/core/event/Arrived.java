package dev.sluice.core.event;

import java.util.ArrayList;
import java.util.List;

/**
 * What one request brings, and how it arrived: the input of the function.
 *
 * @param parts the events in the order they were sent, published together or not at all; and between them, if the
 *     decoder was told to keep what it refuses, what is none. Must not be changed
 * @param isBatch whether they came as a batch, which may hold any number of parts; otherwise there is exactly one
 */
public record Arrived(Arrival arrival, List<? extends Parkable> parts, boolean isBatch) {

    /**
     * A request of which not all was decoded.
     *
     * @param events what was decoded, in the order it was sent
     * @param undecoded what was not, in order; each says its position among all parts
     */
    public static Arrived of(Arrival arrival, List<CloudEvent> events, List<Undecoded> undecoded, boolean isBatch) {
        if (undecoded.isEmpty()) {
            return new Arrived(arrival, events, isBatch);
        }
        List<Parkable> parts = new ArrayList<>(events.size() + undecoded.size());
        parts.addAll(events);
        undecoded.forEach(part -> parts.add(part.index(), part));
        return new Arrived(arrival, parts, isBatch);
    }

    /** How many parts the request has, decoded or not. */
    public int size() {
        return parts.size();
    }

    /** The parts that were decoded, in their order. */
    public List<CloudEvent> events() {
        List<CloudEvent> events = new ArrayList<>(parts.size());
        for (Parkable part : parts) {
            if (part instanceof CloudEvent event) {
                events.add(event);
            }
        }
        return events;
    }
}
