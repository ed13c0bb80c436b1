package dev.sluice;

import dev.sluice.core.kafka.ContentMode;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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

    /** How long a sender waits for an answer at most; Kafka's own time-outs are derived from it. */
    @WithDefault("30s")
    Duration ackDeadline();

    /**
     * The largest body, in bytes, as sent and once decompressed; a larger one is answered 413. The producer's {@code
     * max.request.size} follows it with room for headers and key, so a broker's {@code message.max.bytes} must too.
     */
    @WithDefault("896K")
    MemorySize maxBodySize();

    /** How many events may be on their way at once; one more is answered 429. At most 1024, the channel's own bound. */
    @WithDefault("1000")
    int maxEventsInFlight();
}
