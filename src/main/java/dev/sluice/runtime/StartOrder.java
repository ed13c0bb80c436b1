package dev.sluice.runtime;

/**
 * The steps of a startup whose order matters, as priorities of observers of Quarkus' {@code StartupEvent}: smaller
 * numbers first.
 *
 * <p>All these steps run before the channels are wired. Observers without a priority run after that, in no particular
 * order. The port opens once all have returned.
 */
public final class StartOrder {

    /** Stops Mutiny from wrapping callbacks, before there are any. */
    public static final int CLEAR_INTERCEPTORS = 1;

    /** Limits the log lines of Kafka's client, before it writes any. */
    public static final int HOLD_LINES_BACK = 2;

    /** Reads and checks Sluice's own keys, and collects the problems. */
    public static final int CHECK_KEYS = 3;

    /** Checks the producers' settings, which follow from those keys, and collects the problems with the others. */
    public static final int CHECK_PRODUCERS = 4;

    /** Runs the self-test, if it is configured: reports the problems and what works, and ends the startup. */
    public static final int SELF_TEST = 5;

    /** Looks at the brokers, if there are no problems so far, and collects what Kafka's client could not cope with. */
    public static final int LOOK_AT_LISTENERS = 6;

    /**
     * Ends the startup if there are problems, because a channel with wrong settings would report them again, after a
     * page of stack trace.
     */
    public static final int END_IF_WRONG = 7;

    private StartOrder() {}
}
