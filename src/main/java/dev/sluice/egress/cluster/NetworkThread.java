package dev.sluice.egress.cluster;

import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * The thread on which a producer sends records and hears of them. An {@code Error}, such as that of a full heap, ends
 * it. The producer still takes records then, but nothing is ever heard of them.
 *
 * <p>Searches all threads until it has found the one, and keeps that. Thread-safe.
 */
final class NetworkThread {

    private final String name;
    private final Supplier<? extends @Nullable Producer<?, ?>> producer;
    private @Nullable Thread found;

    /**
     * The thread of one producer.
     *
     * @param clientId the producer's {@code client.id}, which is part of the thread's name
     * @param producer returns the producer; null while there is none
     */
    NetworkThread(String clientId, Supplier<? extends @Nullable Producer<?, ?>> producer) {
        this.name = KafkaProducer.NETWORK_THREAD_PREFIX + " | " + clientId;
        this.producer = producer;
    }

    /** Whether there is a producer, but no live thread of its name. */
    synchronized boolean hasEnded() {
        Thread known = found;
        if (known == null ? producer.get() == null : known.isAlive()) {
            return false;
        }
        found = find();
        return found == null;
    }

    private @Nullable Thread find() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .findFirst()
                .orElse(null);
    }
}
