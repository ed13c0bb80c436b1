package dev.sluice.egress.cluster;

import dev.sluice.egress.settings.ChannelKeys;
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
 * Lets a producer that could not log in try again after some seconds only, and tells why it could not, at most once in
 * ten seconds.
 *
 * <p>A producer is made, and logs in, with each question that it is asked until it is there; who gives out tokens
 * should not be asked for each topic and each second. Thread-safe.
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

    /** A pause for the producer of {@code channel}, which has these settings, with the time in nanoseconds. */
    LoginPause(String channel, Map<String, Object> settings, LongSupplier nanoTime) {
        this.channel = channel;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.limit = new LogThrottle(nanoTime);
    }

    /** The answer to the question, or the failure of the last login where that was a moment ago. */
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
                    "the producer of the channel %s cannot log in: %s; its events are answered 503 until it can",
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

    /** The first line: what a login module throws comes as the text of a stack trace. */
    private String reason(LoginException refused) {
        String line =
                String.valueOf(refused.getMessage()).strip().lines().findFirst().orElse("no reason is given");
        String printable = ChannelKeys.shown(line.replaceAll("\\p{Cntrl}", " "), settings);
        return printable.length() > LONGEST_REASON ? printable.substring(0, LONGEST_REASON) + "…" : printable;
    }
}
