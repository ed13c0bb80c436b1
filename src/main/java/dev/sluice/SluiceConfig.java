package dev.sluice;

import dev.sluice.core.kafka.ContentMode;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Every key of Sluice's own configuration.
 *
 * <p>Read once at start; a change takes a restart. What Kafka's producer can be tuned with is not repeated here: it is
 * set on the channel, {@code mp.messaging.outgoing.records.*}.
 */
@ConfigMapping(prefix = "sluice")
public interface SluiceConfig {

    /** The topic that every event goes to. Required. */
    Optional<String> topic();

    /** The attributes that give the key, the first one present wins. None of them present: a record without a key. */
    @WithDefault("partitionkey,subject,source")
    List<String> key();

    /** {@code binary}: attributes as headers, data as value; {@code structured}: the event as JSON in the value. */
    @WithDefault("binary")
    ContentMode contentMode();

    /** The one path that takes events; the query string does not count. */
    @WithDefault("/")
    String path();

    /** Who sends the events; presets the deadline and the handshake. */
    @WithDefault("knative")
    Sender sender();

    /** How long a sender waits for an answer at most; the sender's preset where it is not set. */
    Optional<Duration> ackDeadline();

    /**
     * The largest body, in bytes, as sent and once decompressed; a larger one is answered 413. The producer's {@code
     * max.request.size} follows it with room for headers and key, so a broker's {@code message.max.bytes} must too.
     */
    @WithDefault("896K")
    MemorySize maxBodySize();

    /** How long a body may take to come; a sender that is slower is answered 408. */
    @WithDefault("10s")
    Duration bodyTimeout();

    /** How many events may be on their way at once; one more is answered 429. */
    @WithDefault("1000")
    int maxEventsInFlight();

    /** How many bytes of bodies may be on their way at once, from their first byte on; more is answered 429. */
    @WithDefault("32M")
    MemorySize maxBytesInFlight();

    /** Batched content mode. */
    Batch batch();

    /** CloudEvents web hook validation. */
    Webhook webhook();

    /** Several events in one request, published together or not at all. */
    interface Batch {

        /** Whether {@code application/cloudevents-batch+json} is taken; 415 where not. */
        @WithDefault("true")
        boolean enabled();

        /** How many events a batch may have; a larger one is answered 413. */
        @WithDefault("1000")
        int maxEvents();

        /** The largest body of a batch, in bytes; a larger one is answered 413. */
        @WithDefault("8M")
        MemorySize maxBytes();
    }

    /** Who may register this endpoint as the target of its deliveries. */
    interface Webhook {

        /** The origins that are consented to, compared exactly; {@code *} is every origin. None where it is absent. */
        Optional<List<String>> origins();

        /** How many requests a minute each of them may send; one more is answered 429. Any number where it is absent. */
        OptionalInt rate();
    }

    /** How long a sender waits for an answer at most: what is set, or else the preset. */
    static Duration deadline(SluiceConfig config) {
        return config.ackDeadline().orElse(config.sender().ackDeadline());
    }
}
