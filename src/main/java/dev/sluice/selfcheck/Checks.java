package dev.sluice.selfcheck;

/** Checks of parts that Sluice relies on. */
public interface Checks {

    /** Checks each part within seconds and without a broker, and tells {@code report} the result. */
    void run(Report report);
}
