package dev.sluice.ingress.auth;

import dev.sluice.config.SignatureScheme.SigningTime;
import dev.sluice.core.event.Timestamp;
import java.util.function.LongSupplier;

/** Tells whether the time of a signature is near enough to now, before or after. Thread-safe. */
final class SigningClock {

    private static final int MOST_DIGITS_OF_SECONDS = 12;
    private static final int MOST_DIGITS_OF_MILLISECONDS = 15;
    private static final int MOST_CHARACTERS = 40;

    /** Stands for a text that is no time. */
    static final long NO_TIME = Long.MIN_VALUE;

    private final SigningTime.Format format;
    private final long toleranceMillis;
    private final LongSupplier epochMillis;

    /** The clock of {@code settings}; {@code epochMillis} tells the time now, in milliseconds since 1970 UTC. */
    SigningClock(SigningTime settings, LongSupplier epochMillis) {
        this.format = settings.format();
        this.toleranceMillis = settings.tolerance().toMillis();
        this.epochMillis = epochMillis;
    }

    /** The time that a text says, in milliseconds since 1970 UTC; {@link #NO_TIME} if it says none. */
    long read(String text) {
        return switch (format) {
            case SECONDS -> {
                long seconds = number(text, MOST_DIGITS_OF_SECONDS);
                yield seconds == NO_TIME ? NO_TIME : seconds * 1000;
            }
            case MILLISECONDS -> number(text, MOST_DIGITS_OF_MILLISECONDS);
            case RFC3339 ->
                text.length() <= MOST_CHARACTERS && Timestamp.isValid(text) ? Timestamp.epochMillis(text) : NO_TIME;
        };
    }

    /** Whether a time is within the tolerance. */
    boolean isNow(long millis) {
        return Math.abs(epochMillis.getAsLong() - millis) <= toleranceMillis;
    }

    private static long number(String text, int mostDigits) {
        if (text.isEmpty() || text.length() > mostDigits) {
            return NO_TIME;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return NO_TIME;
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }
}
