package dev.sluice.egress.cluster;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.DeliveryFailure.Kind;
import dev.sluice.egress.failure.FailureKinds;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends records away at once while the cluster cannot be reached, instead of letting each run into its timeout.
 *
 * <p>Whether it can be reached is never guessed from the failure of a record: where no record is acknowledged for a
 * while, or a connection fails, a probe asks the cluster, off the way of the records; only where that gets no answer
 * either does the breaker open, and the first answer closes it. So a full disk, missing replicas or a missing topic
 * never open it. Two additions and a look at the clock a record. Thread-safe.
 */
public final class Breaker {

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");
    private static final long WATCH_MILLIS = 250;
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(1);
    private static final DeliveryFailure REFUSAL =
            new DeliveryFailure(Kind.UNAVAILABLE, "Kafka cannot be reached; nothing was written", null);

    private final long silenceNanos;
    private final LongSupplier nanoTime;
    private final Probe probe;
    private final TopicDirectory.Timer timer;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile long lastHeard;
    private volatile @Nullable DeliveryFailure refusal;

    /** Asks the cluster something and tells whether it answered, later and on any thread. */
    interface Probe {

        /** Asks; {@code answer} is run with whether there was an answer, once. */
        void ask(Consumer<Boolean> answer);

        /** Lets go of what asking takes, until the next question. */
        void rest();
    }

    /** A closed breaker for records that have {@code deadline} to be acknowledged, with the timers of {@code vertx}. */
    static Breaker of(Duration deadline, Probe probe, Vertx vertx) {
        return new Breaker(deadline, System::nanoTime, probe, TopicDirectory.Timer.of(vertx));
    }

    /** The same, with another clock and timer. */
    Breaker(Duration deadline, LongSupplier nanoTime, Probe probe, TopicDirectory.Timer timer) {
        this.silenceNanos = Math.min(LONGEST_SILENCE.toNanos(), deadline.toNanos() / 4);
        this.nanoTime = nanoTime;
        this.probe = probe;
        this.timer = timer;
        this.lastHeard = nanoTime.getAsLong();
    }

    /** Begins to look whether records are acknowledged. */
    void start() {
        timer.after(WATCH_MILLIS, this::watch);
    }

    /** Why no record is to be emitted now, none of which is written then; null where the breaker is closed. */
    @Nullable
    public DeliveryFailure refusal() {
        return refusal;
    }

    boolean isOpen() {
        return refusal != null;
    }

    /** A record is on its way to Kafka. */
    public void emitted() {
        if (inFlight.getAndIncrement() == 0) {
            lastHeard = nanoTime.getAsLong();
        }
    }

    /** A record is acknowledged, which only a cluster that is there can do. */
    public void acknowledged() {
        inFlight.decrementAndGet();
        lastHeard = nanoTime.getAsLong();
        if (refusal != null) {
            close();
        }
    }

    /**
     * A record is not acknowledged, for the reason that Kafka or its client reported. No sign of the cluster, whatever
     * it is: most types of failure are the client's own too, which refuses what is too large or finds no memory without
     * it.
     */
    public void failed(Throwable reported) {
        inFlight.decrementAndGet();
        if (FailureKinds.isConnectionLost(reported)) {
            suspect();
        }
    }

    /** Looks whether any of the records that are in flight was acknowledged lately. */
    void watch() {
        if (inFlight.get() == 0) {
            if (!probing.get()) {
                probe.rest();
            }
        } else if (nanoTime.getAsLong() - lastHeard > silenceNanos) {
            suspect();
        }
        timer.after(WATCH_MILLIS, this::watch);
    }

    private void suspect() {
        if (probing.compareAndSet(false, true)) {
            ask();
        }
    }

    private void ask() {
        long asked = nanoTime.getAsLong();
        probe.ask(answered -> {
            if (answered) {
                close();
                probing.set(false);
            } else {
                if (lastHeard - asked <= 0) {
                    open();
                }
                timer.after(WATCH_MILLIS, this::ask);
            }
        });
    }

    private void open() {
        if (refusal == null) {
            LOG.warn("Kafka cannot be reached: events are answered 503 at once until it can");
        }
        refusal = REFUSAL;
    }

    private void close() {
        if (refusal != null) {
            LOG.info("Kafka can be reached again");
        }
        refusal = null;
        lastHeard = nanoTime.getAsLong();
    }
}
