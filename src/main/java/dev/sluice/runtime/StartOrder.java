package dev.sluice.runtime;

/**
 * The steps of a startup that need an order, as priorities of those who observe Quarkus' {@code StartupEvent}: small
 * numbers first.
 *
 * <p>All of them come before the channels are wired. An observer without a priority comes after that, in no order among
 * its like; the port is opened when all have returned.
 */
public final class StartOrder {

    /** Mutiny stops wrapping callbacks, before there is one that it would wrap. */
    public static final int CLEAR_INTERCEPTORS = 1;

    /** Sluice's own keys are read and checked, and what is wrong with them is collected. */
    public static final int CHECK_KEYS = 2;

    /**
     * The producers' settings, which follow from those keys, are checked, and what is wrong is collected with the rest.
     */
    public static final int CHECK_PRODUCERS = 3;

    /** The self-test, if it is asked for, reports what was collected and what works, and ends the startup. */
    public static final int SELF_TEST = 4;

    /**
     * Whatever was collected ends the startup: a channel that is wired with such settings would report the same behind
     * a page of stack trace.
     */
    public static final int END_IF_WRONG = 5;

    private StartOrder() {}
}
