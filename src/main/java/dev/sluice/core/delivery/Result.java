package dev.sluice.core.delivery;

import java.util.List;

/**
 * What became of an event, or of the events of a batch, once nothing more has to be done.
 *
 * @param receipts where the records are, in the order of the events; an ignored event has none, and neither has one
 *     that was parked because it could not be decoded
 */
public record Result(State state, List<Receipt> receipts) {

    /** What the sender may be told. If several apply to the events of a batch, the first one here counts. */
    public enum State {
        /** At least one event was refused permanently and is parked. */
        PARKED,
        /** All records of at least one event are acknowledged, and no other event needs more. */
        PUBLISHED,
        /** At least one event is a duplicate, and no other event makes a record. */
        DUPLICATE,
        /** No route takes any of the events, and the configuration ignores such events. */
        IGNORED
    }
}
