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
 * Bounds the events, and the bytes of their bodies, that are in flight at once, and so the memory they take.
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

    /** One of so many events and bytes, among connections that may come from several addresses. */
    Admission(int maxEvents, long maxBytes, BooleanSupplier areOfSeveralOrigins) {
        this.areOfSeveralOrigins = areOfSeveralOrigins;
        this.maxEvents = maxEvents;
        this.crowded = maxEvents / 4 * 3;
        this.maxBytes = maxBytes;
    }

    /** Whether no more events are taken for now. */
    boolean isFull() {
        return events.get() >= maxEvents;
    }

    /**
     * Takes places for {@code wanted} events of {@code origin}; false, and none taken, where none is free for it.
     *
     * <p>A batch is taken as a whole where a single event would be: if it had to find room for all its events, single
     * ones could keep it out for ever. So there may be as many more in flight as a batch has.
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

    /** The last quarter is for addresses that have less than half, where there are several. */
    private boolean hasMoreThanItsShare(@Nullable Origin origin) {
        return origin != null && origin.events() >= maxEvents / 2 && areOfSeveralOrigins.getAsBoolean();
    }

    /** Takes room for {@code wanted} bytes; false, and none taken, where there is not so much. */
    boolean admitBytes(long wanted) {
        if (bytes.addAndGet(wanted) > maxBytes) {
            bytes.addAndGet(-wanted);
            return false;
        }
        return true;
    }

    /**
     * Takes room for {@code wanted} bytes of a small body, for which larger ones have to go that have not come to their
     * end; false where that is not enough.
     */
    boolean admitSmall(long wanted) {
        if (admitBytes(wanted)) {
            return true;
        }
        if (!unfinished.makeRoom(wanted)) {
            return false;
        }
        // what was taken from others is given back by them, in a moment
        bytes.addAndGet(wanted);
        return true;
    }

    /** Whether there is so much room that a sender may be trusted with the length it declares. */
    boolean isCalm() {
        return bytes.get() < maxBytes / CALM_SHARE;
    }

    /** The bodies that have not come to their end. */
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
