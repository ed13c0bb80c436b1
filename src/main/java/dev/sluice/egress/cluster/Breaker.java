package dev.sluice.egress.cluster;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.DeliveryFailure.Kind;
import dev.sluice.egress.failure.FailureKinds;
import dev.sluice.runtime.Timer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Refuses records immediately while the cluster cannot be reached, instead of letting each run into its timeout.
 *
 * <p>A failed record alone never opens the breaker. If no record is acknowledged for a while, or a connection fails, a
 * probe asks the cluster on its own connection. The breaker opens if the probe gets no answer either, and the first
 * answer closes it. So a full disk, missing replicas or a missing topic never open it. Two additions and a look at the
 * clock a record. Thread-safe.
 */
public final class Breaker {

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");
    private static final long WATCH_MILLIS = 250;
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(1);

    /** How long the process waits after its start before it asks whether the cluster can be reached at all. */
    private static final long FIRST_SILENCE_MILLIS = 1000;

    private static final DeliveryFailure REFUSAL =
            new DeliveryFailure(Kind.UNAVAILABLE, "Kafka cannot be reached; nothing was written", null);

    private final long silenceNanos;
    private final LongSupplier nanoTime;
    private final Probe probe;
    private final Timer timer;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile long lastHeard;
    private volatile boolean wasReached;
    private volatile @Nullable DeliveryFailure refusal;

    /** Asks the cluster something, and reports later, on any thread, whether it answered. */
    interface Probe {

        /** Asks, and calls {@code answer} once: with true if the cluster answered. */
        void ask(Consumer<Boolean> answer);

        /** Closes its client until the next question. */
        void rest();
    }

    /** A closed breaker for records that have {@code deadline} to be acknowledged, with the timers of {@code vertx}. */
    static Breaker of(Duration deadline, Probe probe, Vertx vertx) {
        return new Breaker(deadline, System::nanoTime, probe, Timer.of(vertx));
    }

    /** The same, with another clock and timer. */
    Breaker(Duration deadline, LongSupplier nanoTime, Probe probe, Timer timer) {
        this.silenceNanos = Math.min(LONGEST_SILENCE.toNanos(), deadline.toNanos() / 4);
        this.nanoTime = nanoTime;
        this.probe = probe;
        this.timer = timer;
        this.lastHeard = nanoTime.getAsLong();
    }

    /**
     * Begins to watch for acknowledgements, and asks once whether the cluster can be reached at all, so that the first
     * events do not have to find out.
     */
    void start() {
        timer.after(FIRST_SILENCE_MILLIS, () -> {
            if (!wasReached) {
                suspect();
            }
        });
        timer.after(WATCH_MILLIS, this::watch);
    }

    /** The producer has found a topic. Only the first one counts, and closes the breaker. */
    void reached() {
        if (!wasReached) {
            wasReached = true;
            close();
        }
    }

    /** The failure of every record while the breaker is open; nothing is written then. Null if it is closed. */
    @Nullable
    public DeliveryFailure refusal() {
        return refusal;
    }

    boolean isOpen() {
        return refusal != null;
    }

    /** Counts an emitted record. */
    public void emitted() {
        if (inFlight.getAndIncrement() == 0) {
            lastHeard = nanoTime.getAsLong();
        }
    }

    /** Counts an acknowledged record, and closes the breaker: only a cluster that can be reached acknowledges. */
    public void acknowledged() {
        inFlight.decrementAndGet();
        lastHeard = nanoTime.getAsLong();
        if (refusal != null) {
            close();
        }
    }

    /**
     * Counts a record that is not acknowledged, as Kafka or its client reported. No failure shows that the cluster can
     * be reached, because the client reports most types of failure by itself too, such as a record that is too large.
     */
    public void failed(Throwable reported) {
        inFlight.decrementAndGet();
        if (FailureKinds.isConnectionLost(reported)) {
            suspect();
        }
    }

    /** Asks the probe if records are in flight and none was acknowledged lately. */
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
            LOG.warn(
                    "Kafka cannot be reached: Sluice answers 503 at once until it can; check the brokers and the network");
        }
        refusal = REFUSAL;
    }

    private void close() {
        if (refusal != null) {
            LOG.info("Kafka answers again");
        }
        refusal = null;
        lastHeard = nanoTime.getAsLong();
    }
}
