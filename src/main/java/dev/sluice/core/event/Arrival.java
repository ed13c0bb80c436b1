package dev.sluice.core.event;

import org.jspecify.annotations.Nullable;

/**
 * How a request came, which belongs to none of the events in it: who sent it, through which of the configured senders,
 * and in which trace.
 *
 * @param caller who the request proved to be from; null where nobody asked
 * @param sender the name of a configured sender; empty while the configuration has none
 * @param trace the trace that the request is part of; null for none
 */
public record Arrival(
        @Nullable String caller, String sender, @Nullable Trace trace) {

    /** Of a request whose caller nobody asked for, and that has no trace. */
    public static final Arrival ANONYMOUS = new Arrival(null, "", null);

    /** The same as part of a trace. */
    public Arrival tracedBy(Trace named) {
        return new Arrival(caller, sender, named);
    }
}
