package dev.sluice.egress;

/**
 * One step of publications on their way to Kafka. There is one of each for all publications. Entered and left on the
 * event loop of the publication's caller. Thread-safe.
 */
interface Stage {

    /**
     * Ends those of the pending events that go no further, and lets the others go on by {@link Publication#next}, at
     * once or later.
     */
    void enter(Publication publication);

    /** What became of all events is known; told to the stages that were entered, the last one first. */
    default void leave(Publication publication) {}
}
