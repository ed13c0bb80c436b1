package dev.sluice.selfcheck;

/** Checks of parts that a startup relies on. */
public interface Checks {

    /** Checks each part, without a broker and within seconds, and tells {@code report} what came of it. */
    void run(Report report);
}
