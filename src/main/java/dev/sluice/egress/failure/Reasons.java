package dev.sluice.egress.failure;

import org.jspecify.annotations.Nullable;

/** Finds the reason of a failure that Kafka reported, among its causes. Stateless. */
public final class Reasons {

    /** A bound for causes that form a circle. */
    private static final int DEEPEST = 20;

    private Reasons() {}

    /**
     * The type that was reported, and the text of the innermost cause that says more than those around it, such as
     * {@code SslAuthenticationException: PKIX path building failed: …} instead of {@code SSL handshake failed}.
     */
    public static String of(Throwable reported) {
        String reason = String.valueOf(reported.getMessage());
        @Nullable Throwable cause = reported.getCause();
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            String text = cause.getMessage();
            if (text != null && !reason.contains(text)) {
                reason = text;
            }
            cause = cause.getCause();
        }
        return reported.getClass().getSimpleName() + ": " + reason;
    }
}
