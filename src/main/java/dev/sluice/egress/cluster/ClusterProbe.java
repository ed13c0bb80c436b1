package dev.sluice.egress.cluster;

import dev.sluice.egress.failure.FailureKinds;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the cluster for its nodes, with its own client that has the producer's settings.
 *
 * <p>The client exists only while the cluster is in doubt, so it costs nothing while all is well. Never blocks the
 * caller. One question at a time.
 */
final class ClusterProbe implements Breaker.Probe {

    private final KafkaClientService clients;
    private final String channel;
    private final int timeoutMillis;
    private volatile @Nullable AsideClient client;

    /** A probe of the cluster that the producer of {@code channel} sends to, for records with this deadline. */
    ClusterProbe(KafkaClientService clients, String channel, Duration deadline) {
        this.clients = clients;
        this.channel = channel;
        this.timeoutMillis = (int) Math.min(AsideClient.LONGEST_MILLIS, deadline.toMillis() / 4);
    }

    /** Asks on a worker thread, because creating the client resolves host names. */
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
        KafkaProducer<byte[], byte[]> producer = clients.getProducer(channel);
        if (producer == null) {
            answer.accept(true);
            return;
        }
        AsideClient asked =
                client == null ? new AsideClient("sluice-probe", producer.configuration(), timeoutMillis) : client;
        client = asked;
        // a refusal is an answer too
        asked.open()
                .describeCluster(new DescribeClusterOptions().timeoutMs(timeoutMillis))
                .nodes()
                .whenComplete(
                        (nodes, failure) -> answer.accept(failure == null || !FailureKinds.isConnectionLost(failure)));
    }

    @Override
    public void rest() {
        if (client != null) {
            Infrastructure.getDefaultWorkerPool().execute(this::close);
        }
    }

    /** Closes the client. */
    synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
