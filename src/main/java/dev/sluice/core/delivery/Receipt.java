package dev.sluice.core.delivery;

import dev.sluice.core.event.CloudEvent;

/**
 * Where an acknowledged record is: the one that the mapping gave, or the one that a refused event is parked as.
 *
 * @param event what it is the record of
 * @param topic the topic it is in
 * @param partition counted from 0; -1 where it is not known
 * @param offset its position there; -1 where it is not known, because the broker gave none
 * @param state how it came to be there
 */
public record Receipt(CloudEvent event, String topic, int partition, long offset, State state) {

    /** As the partition or the offset: not known. */
    public static final int UNKNOWN = -1;

    /** How a record came to be in its topic. */
    public enum State {
        /** The event was published. */
        STORED,
        /** The event was refused for good, and this is what is kept of it. */
        PARKED,
        /** The event is a duplicate of one that was published before. */
        STORED_BEFORE
    }
}
