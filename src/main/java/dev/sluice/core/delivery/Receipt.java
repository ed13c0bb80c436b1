package dev.sluice.core.delivery;

import dev.sluice.core.event.CloudEvent;

/**
 * Where an acknowledged record is: the record of an event, or that of a parked event.
 *
 * @param event the event that the record is of
 * @param topic the topic that holds it
 * @param partition counted from 0; {@link #UNKNOWN} if it is not known
 * @param offset its position in the partition; {@link #UNKNOWN} if the broker gave none
 * @param state how the record came to be there
 */
public record Receipt(CloudEvent event, String topic, int partition, long offset, State state) {

    /** The partition or offset is not known. */
    public static final int UNKNOWN = -1;

    /** How a record came to be in its topic. */
    public enum State {
        /** The event was published. */
        STORED,
        /** The event was refused permanently, and the record is the parked event. */
        PARKED,
        /** The event is a duplicate: an earlier copy was published. */
        STORED_BEFORE
    }
}
