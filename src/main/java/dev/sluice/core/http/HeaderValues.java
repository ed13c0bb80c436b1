package dev.sluice.core.http;

/** How a sender writes the values of attributes into {@code ce-} headers. */
public enum HeaderValues {
    /** As the binding asks for: percent-encoded, with quotes or without (CloudEvents HTTP binding 1.0.2, 3.1.3.2). */
    ENCODED,
    /**
     * As they are, in UTF-8: a percent sign and a quote stand for themselves. Several SDKs send so, and Knative's
     * dispatchers with them.
     */
    RAW
}
