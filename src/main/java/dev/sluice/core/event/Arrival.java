package dev.sluice.core.event;

import org.jspecify.annotations.Nullable;

/**
 * How a request arrived: who sent it, through which configured sender, and in which trace. This belongs to the request,
 * not to the events in it.
 *
 * @param caller who the request proved to be from; null if nothing asked for a proof
 * @param sender the name of the configured sender; empty if it does not come from one
 * @param signedId identifies what the sender signed, the same for a repetition of the request; null if it signed
 *     nothing, or nobody wants to know
 * @param trace the trace context of the request; null for none
 */
public record Arrival(
        @Nullable String caller,
        String sender,
        @Nullable String signedId,
        @Nullable Trace trace) {

    /** The arrival of a request that has no trace, and of which nothing asked for a proof. */
    public static final Arrival ANONYMOUS = new Arrival(null, "", null, null);

    /** A copy of this arrival with the trace {@code named}. */
    public Arrival tracedBy(Trace named) {
        return new Arrival(caller, sender, signedId, named);
    }
}
