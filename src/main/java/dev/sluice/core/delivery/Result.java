package dev.sluice.core.delivery;

import java.util.List;

/**
 * What became of an event, or of the events of a batch, that nothing more has to be done about.
 *
 * @param receipts where the records are, in the order of the events; none for events that are ignored
 */
public record Result(State state, List<Receipt> receipts) {

    /** What a sender may be told; of several events, the first of these that holds. */
    public enum State {
        /** One event at least is refused for good, and kept in the topic of rejects. */
        PARKED,
        /** All records of one event at least are acknowledged, and the others need no more. */
        PUBLISHED,
        /** One event at least was published before, and no other gives a record. */
        DUPLICATE,
        /** No route takes any event, and such events are to be ignored. */
        IGNORED
    }
}
