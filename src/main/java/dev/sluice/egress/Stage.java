package dev.sluice.egress;

/**
 * One step of a publication; all publications share one instance of it. Entered and left on the event loop of the
 * publication's caller. Thread-safe.
 */
interface Stage {

    /**
     * Ends the pending events that go no further, and passes the others on by {@link Publication#next}, now or later.
     */
    void enter(Publication publication);

    /** Is called once all outcomes are known, for each stage that was entered, the last one first. */
    default void leave(Publication publication) {}
}
