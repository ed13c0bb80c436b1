package dev.sluice.ingress;

import dev.sluice.config.SluiceConfig;
import dev.sluice.ingress.connection.Connections;
import dev.sluice.ingress.connection.Origin;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the events in flight and the bytes of their bodies, and so the memory that they take.
 *
 * <p>Two atomic additions an event. Thread-safe.
 */
@Singleton
final class Admission {

    private static final int CALM_SHARE = 4;

    private final UnfinishedBodies unfinished = new UnfinishedBodies();
    private final BooleanSupplier areOfSeveralOrigins;
    private final int maxEvents;
    private final int crowded;
    private final long maxBytes;
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    @Inject
    Admission(SluiceConfig config, Connections connections, MeterRegistry registry) {
        this(config.maxEventsInFlight(), config.maxBytesInFlight(), connections::areOfSeveralOrigins);
        Gauge.builder("sluice.connections", connections, Connections::open)
                .description("Connections that are open")
                .register(registry);
        Gauge.builder("sluice.in.flight", events, AtomicInteger::get)
                .description("Events that are taken and not yet answered")
                .register(registry);
        Gauge.builder("sluice.in.flight.bytes", bytes, AtomicLong::get)
                .description("Bytes of bodies that are taken and not yet answered")
                .register(registry);
    }

    /**
     * Bounds of {@code maxEvents} and {@code maxBytes}; {@code areOfSeveralOrigins} says whether connections come from
     * several addresses.
     */
    Admission(int maxEvents, long maxBytes, BooleanSupplier areOfSeveralOrigins) {
        this.areOfSeveralOrigins = areOfSeveralOrigins;
        this.maxEvents = maxEvents;
        this.crowded = maxEvents / 4 * 3;
        this.maxBytes = maxBytes;
    }

    /** Whether there is no room for another event now. */
    boolean isFull() {
        return events.get() >= maxEvents;
    }

    /**
     * Takes places for {@code wanted} events of {@code origin}.
     *
     * <p>A batch is taken as a whole if a single event would be. If it had to find room for all its events, single
     * events could keep it out forever. So as many more events may be in flight as a batch has.
     *
     * @return false, and takes none, if there is no place for the origin
     */
    boolean admitEvents(int wanted, @Nullable Origin origin) {
        int before = events.getAndAdd(wanted);
        if (before >= maxEvents || before >= crowded && hasMoreThanItsShare(origin)) {
            events.addAndGet(-wanted);
            return false;
        }
        if (origin != null) {
            origin.eventsGrow(wanted);
        }
        return true;
    }

    /** If there are several addresses, the last quarter is for those that have less than half. */
    private boolean hasMoreThanItsShare(@Nullable Origin origin) {
        return origin != null && origin.events() >= maxEvents / 2 && areOfSeveralOrigins.getAsBoolean();
    }

    /** Takes room for {@code wanted} bytes; returns false, and takes none, if there is not enough. */
    boolean admitBytes(long wanted) {
        if (bytes.addAndGet(wanted) > maxBytes) {
            bytes.addAndGet(-wanted);
            return false;
        }
        return true;
    }

    /**
     * Takes room for {@code wanted} bytes of a small body, for which unfinished bodies are refused if need be. Returns
     * false, and takes none, if that is not enough.
     */
    boolean admitSmall(long wanted) {
        if (admitBytes(wanted)) {
            return true;
        }
        if (!unfinished.makeRoom(wanted)) {
            return false;
        }
        // the others give their room back in a moment
        bytes.addAndGet(wanted);
        return true;
    }

    /** Whether there is enough room to trust the length that a sender declares. */
    boolean isCalm() {
        return bytes.get() < maxBytes / CALM_SHARE;
    }

    /** The bodies that are not complete. */
    UnfinishedBodies unfinished() {
        return unfinished;
    }

    /** Gives back what was taken. */
    void release(int takenEvents, long takenBytes, @Nullable Origin origin) {
        events.addAndGet(-takenEvents);
        if (origin != null && takenEvents > 0) {
            origin.eventsGrow(-takenEvents);
        }
        bytes.addAndGet(-takenBytes);
    }

    /** Events in flight. */
    int events() {
        return events.get();
    }

    /** Bytes in flight. */
    long bytes() {
        return bytes.get();
    }
}
