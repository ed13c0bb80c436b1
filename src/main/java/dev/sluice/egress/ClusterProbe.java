package dev.sluice.egress;

import dev.sluice.config.SluiceConfig;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the cluster who is in it, with a client of its own that has the producer's settings.
 *
 * <p>The client exists only while there is a doubt, so that it costs nothing while all is well. Never blocks the
 * caller. One question at a time.
 */
@Singleton
final class ClusterProbe implements Breaker.Probe {

    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final KafkaClientService clients;
    private final int timeoutMillis;
    private volatile @Nullable Admin admin;

    ClusterProbe(KafkaClientService clients, SluiceConfig config) {
        this.clients = clients;
        this.timeoutMillis =
                (int) Math.min(LONGEST.toMillis(), config.ackDeadline().toMillis() / 4);
    }

    /** Asks on a thread that may wait, because making the client looks names up. */
    @Override
    public void ask(Consumer<Boolean> answer) {
        Infrastructure.getDefaultWorkerPool().execute(() -> {
            try {
                askNow(answer);
            } catch (KafkaException e) {
                answer.accept(false);
            }
        });
    }

    private synchronized void askNow(Consumer<Boolean> answer) {
        KafkaProducer<byte[], byte[]> producer = clients.getProducer("records");
        if (producer == null) {
            answer.accept(true);
            return;
        }
        Admin asked = admin == null ? Admin.create(settings(producer.configuration(), timeoutMillis)) : admin;
        admin = asked;
        // whoever refuses the question is there to be asked
        asked.describeCluster(new DescribeClusterOptions().timeoutMs(timeoutMillis))
                .nodes()
                .whenComplete(
                        (nodes, failure) -> answer.accept(failure == null || !FailureKinds.isConnectionLost(failure)));
    }

    @Override
    public void rest() {
        if (admin != null) {
            Infrastructure.getDefaultWorkerPool().execute(this::close);
        }
    }

    @PreDestroy
    synchronized void close() {
        Admin idle = admin;
        admin = null;
        if (idle != null) {
            idle.close(Duration.ofMillis(1));
        }
    }

    /** What of a producer's settings is a matter of the connection, for a client that waits so long for an answer. */
    static Map<String, Object> settings(Map<String, ?> producer, int timeoutMillis) {
        Map<String, Object> settings = new HashMap<>(producer);
        settings.keySet().retainAll(AdminClientConfig.configNames());
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "sluice-probe");
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Integer.toString(timeoutMillis));
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Integer.toString(timeoutMillis));
        return settings;
    }
}
