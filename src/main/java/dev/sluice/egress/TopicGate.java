package dev.sluice.egress;

import dev.sluice.SluiceConfig;
import dev.sluice.core.kafka.DeliveryFailure;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets records pass to the producer only while the producer knows the topic.
 *
 * <p>For a topic it does not know, because it is missing or no broker was ever reached, the producer would block its one
 * sending thread for each record in turn: answers would come late and say the wrong thing, and records would be written
 * long after their senders were told 504. So the producer is asked aside, from the moment the process starts, which also
 * takes handshakes and metadata out of the first event; until the first answer records wait, and after a bad one they
 * fail at once, until a good one. Costs a volatile read a record. Thread-safe.
 */
@Singleton
final class TopicGate {

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");
    private static final long MILLIS_BETWEEN_PROBES = 1000;
    private static final long MILLIS_BETWEEN_FIRST_PROBES = 50;

    private final String topic;
    private final long patienceNanos;
    private final Vertx vertx;
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile @Nullable Uni<Void> passage;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    TopicGate(SluiceConfig config, Vertx vertx) {
        this.topic = config.topic().orElse("");
        this.patienceNanos = SluiceConfig.deadline(config).toNanos() / 4 * 3;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent start, KafkaClientService clients) {
        KafkaProducer<byte[], byte[]> asked = clients.getProducer("records");
        if (asked != null) {
            producer = asked;
            probing.set(true);
            CompletableFuture<Void> known = new CompletableFuture<>();
            // memoised, because a subscriber that gives up would cancel the future for all
            passage = Uni.createFrom().completionStage(known).memoize().indefinitely();
            askFirst(asked, known, System.nanoTime());
        }
    }

    /** What a record has to wait for before it is emitted, and fails with if that fails; null where the way is free. */
    @Nullable
    Uni<Void> passage() {
        return passage;
    }

    /** Asks again, aside, because a record was not heard of in time: the producer may have lost the topic. */
    void doubt() {
        if (passage == null) {
            askAgain();
        }
    }

    /**
     * Asks until there is an answer, or until three quarters of a deadline are over: a cold connection may take longer
     * than one question, and the first events after a start from zero should rather wait than be sent away.
     */
    private void askFirst(KafkaProducer<byte[], byte[]> asked, CompletableFuture<Void> known, long since) {
        asked.partitionsFor(topic)
                .subscribe()
                .with(
                        partitions -> {
                            open(partitions.size());
                            known.complete(null);
                        },
                        reported -> {
                            DeliveryFailure failure = FailureKinds.classifyUnsent(reported);
                            boolean undecided = failure.kind() == DeliveryFailure.Kind.UNAVAILABLE;
                            if (undecided && System.nanoTime() - since < patienceNanos) {
                                vertx.setTimer(MILLIS_BETWEEN_FIRST_PROBES, timer -> askFirst(asked, known, since));
                            } else {
                                close(failure);
                                known.completeExceptionally(failure);
                            }
                        });
    }

    private void askAgain() {
        KafkaProducer<byte[], byte[]> asked = producer;
        if (asked != null && probing.compareAndSet(false, true)) {
            asked.partitionsFor(topic)
                    .subscribe()
                    .with(
                            partitions -> open(partitions.size()),
                            reported -> close(FailureKinds.classifyUnsent(reported)));
        }
    }

    private void open(int partitions) {
        if (passage != null) {
            LOG.infof("topic %s has %d partitions", topic, partitions);
        }
        passage = null;
        probing.set(false);
    }

    private void close(DeliveryFailure failure) {
        passage = Uni.createFrom().failure(failure);
        probing.set(false);
        vertx.setTimer(MILLIS_BETWEEN_PROBES, timer -> askAgain());
    }
}
