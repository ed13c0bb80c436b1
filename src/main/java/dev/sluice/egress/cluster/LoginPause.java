package dev.sluice.egress.cluster;

import dev.sluice.egress.settings.SettingLines;
import dev.sluice.runtime.LogThrottle;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.security.auth.login.LoginException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes a producer that could not log in wait some seconds before it tries again, and logs the reason at most once in
 * ten seconds.
 *
 * <p>Until the producer exists, each question for a topic creates it, which logs in. Without a pause, a token endpoint
 * would be asked every second for each topic. Thread-safe.
 */
final class LoginPause {

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");
    private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int LONGEST_REASON = 500;

    private final String channel;
    private final Map<String, Object> settings;
    private final LongSupplier nanoTime;
    private final LogThrottle limit;
    private volatile @Nullable Failure last;

    private record Failure(Throwable reported, long atNanos) {}

    /**
     * A pause for the producer of {@code channel}.
     *
     * @param settings the settings of the producer, whose secrets are not logged
     * @param nanoTime the clock, in nanoseconds
     */
    LoginPause(String channel, Map<String, Object> settings, LongSupplier nanoTime) {
        this.channel = channel;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.limit = new LogThrottle(nanoTime);
    }

    /** The answer to the question, or the failure of the last login if the pause after it is not over. */
    <T> Uni<T> ask(Supplier<Uni<T>> question) {
        Failure failed = last;
        if (failed != null && nanoTime.getAsLong() - failed.atNanos() < PAUSE_NANOS) {
            return Uni.createFrom().failure(failed.reported());
        }
        return question.get().onFailure().invoke(this::note);
    }

    private void note(Throwable reported) {
        LoginException refused = loginException(reported);
        if (refused == null) {
            return;
        }
        last = new Failure(reported, nanoTime.getAsLong());
        if (limit.occasionsToReport() > 0) {
            LOG.errorf(
                    "the producer of the channel %s cannot log in: %s; Sluice answers 503 to its events until it can",
                    channel, reason(refused));
        }
    }

    private static @Nullable LoginException loginException(Throwable reported) {
        for (Throwable cause = reported; cause != null; cause = cause.getCause()) {
            if (cause instanceof LoginException login) {
                return login;
            }
        }
        return null;
    }

    /** The first line only, because the message of a login module may hold a whole stack trace. */
    private String reason(LoginException refused) {
        String line =
                String.valueOf(refused.getMessage()).strip().lines().findFirst().orElse("no reason is given");
        String printable = SettingLines.shown(line.replaceAll("\\p{Cntrl}", " "), settings);
        return printable.length() > LONGEST_REASON ? printable.substring(0, LONGEST_REASON) + "…" : printable;
    }
}
