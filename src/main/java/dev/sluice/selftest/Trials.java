package dev.sluice.selftest;

/** Tries out parts that a start relies on. */
public interface Trials {

    /** Tries each part, without a broker and within seconds, and tells {@code report} what came of it. */
    void run(Report report);
}
