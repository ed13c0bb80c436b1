package dev.sluice.ingress;

import dev.sluice.config.SluiceConfig;
import dev.sluice.ingress.connection.Connections;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import sun.misc.Signal;

/**
 * Ends the process on SIGTERM: refuses new requests, and waits until those in flight are answered.
 *
 * <p>Quarkus's own graceful shutdown wraps every request, and takes new ones until none is in flight for a moment. Then
 * it closes the connections of those that came since, so their records were stored but their senders got no answer. So
 * this class handles the signal first. It waits for requests in flight for up to three quarters of
 * {@code sluice.drain-timeout}, and only then tells Quarkus to stop. Thread-safe; one addition to a set a request.
 */
@Singleton
final class Drain {

    private static final Logger LOG = Logger.getLogger("dev.sluice.ingress");

    /** How long the last answers may take, which are given when the time to drain is over. */
    private static final long LAST_ANSWERS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long patienceNanos;
    private final Connections connections;
    private final Set<Exchange> inFlight = ConcurrentHashMap.newKeySet();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger unknown = new AtomicInteger();
    private volatile boolean begun;

    Drain(SluiceConfig config, Connections connections) {
        // not by Duration's own arithmetic, which would load all of BigDecimal at startup
        this.patienceNanos = TimeUnit.MILLISECONDS.toNanos(config.drainTimeout().toMillis() * 3 / 4);
        this.connections = connections;
    }

    void listen(@Observes StartupEvent start) {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            try {
                Signal.handle(new Signal("TERM"), signal -> new Thread(this::drainAndExit, "drain").start());
            } catch (IllegalArgumentException e) {
                LOG.warn(
                        "Sluice cannot handle SIGTERM here: when the process ends, requests in flight may get no answer");
            }
        }
    }

    /** Whether requests are refused because the process is ending. */
    boolean hasBegun() {
        return begun;
    }

    /**
     * Takes a request, which has to {@link #leave} once it is over. Returns false, and does not take it, if the process
     * is ending.
     */
    boolean enter(Exchange exchange) {
        inFlight.add(exchange);
        // read after the addition: either the drain sees the exchange, or the exchange sees the drain
        if (begun) {
            inFlight.remove(exchange);
            return false;
        }
        return true;
    }

    /** Notes that a request is over, with an answer or without one. */
    void leave(Exchange exchange, boolean isOutcomeUnknown) {
        if (inFlight.remove(exchange) && begun) {
            answered.incrementAndGet();
            if (isOutcomeUnknown) {
                unknown.incrementAndGet();
            }
            synchronized (this) {
                notifyAll();
            }
        }
    }

    private void drainAndExit() {
        try {
            drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Quarkus.asyncExit(0);
    }

    /**
     * Tells senders, refuses new requests, and returns once those in flight are over. If that takes too long, it
     * answers them itself.
     */
    void drain() throws InterruptedException {
        begun = true;
        connections.sayGoodbye();
        LOG.infof("draining: %d request(s) in flight", inFlight.size());
        if (!await(patienceNanos)) {
            inFlight.forEach(exchange -> exchange.carrier().eventLoop().execute(exchange::giveUp));
            await(LAST_ANSWERS_NANOS);
        }
    }

    private synchronized boolean await(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !inFlight.isEmpty(); left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return inFlight.isEmpty();
    }

    void report(@Observes ShutdownEvent stop) {
        if (begun) {
            LOG.infof(
                    "drained: %d request(s) answered, the outcome of %d of them unknown, %d left unanswered",
                    answered.get(), unknown.get(), inFlight.size());
        }
    }
}
