package dev.sluice.ingress;

import dev.sluice.config.SluiceConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the events, and the bytes of their bodies, that are on their way at once, and so the memory they take.
 *
 * <p>Two atomic additions an event. Thread-safe.
 */
@Singleton
final class Admission {

    private final int maxEvents;
    private final long maxBytes;
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    Admission(SluiceConfig config, MeterRegistry registry) {
        this.maxEvents = config.maxEventsInFlight();
        this.maxBytes = config.maxBytesInFlight();
        Gauge.builder("sluice.in.flight", events, AtomicInteger::get)
                .description("Events that are taken and not yet answered")
                .register(registry);
        Gauge.builder("sluice.in.flight.bytes", bytes, AtomicLong::get)
                .description("Bytes of bodies that are taken and not yet answered")
                .register(registry);
    }

    /** Takes places for {@code wanted} events; false, and none taken, where there are not so many. */
    boolean admitEvents(int wanted) {
        if (events.addAndGet(wanted) > maxEvents) {
            events.addAndGet(-wanted);
            return false;
        }
        return true;
    }

    /** Takes room for {@code wanted} bytes; false, and none taken, where there is not so much. */
    boolean admitBytes(long wanted) {
        if (bytes.addAndGet(wanted) > maxBytes) {
            bytes.addAndGet(-wanted);
            return false;
        }
        return true;
    }

    /** Gives back what was taken. */
    void release(int takenEvents, long takenBytes) {
        events.addAndGet(-takenEvents);
        bytes.addAndGet(-takenBytes);
    }

    /** Events on their way. */
    int events() {
        return events.get();
    }

    /** Bytes on their way. */
    long bytes() {
        return bytes.get();
    }
}
