package dev.sluice.egress.cluster;

import dev.sluice.egress.failure.FailureKinds;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the cluster for its nodes, with its own client that has the producer's settings.
 *
 * <p>The client exists only while the cluster is in doubt, so it costs nothing while all is well. Never blocks the
 * caller. One question at a time.
 */
final class ClusterProbe implements Breaker.Probe {

    private final int timeoutMillis;
    private final UnreachableLog log;
    private volatile @Nullable AsideClient client;
    private @Nullable Map<String, ?> producer;
    private boolean isOver;

    /** A probe for records with this deadline. {@code log} tells why there is no answer. */
    ClusterProbe(Duration deadline, UnreachableLog log) {
        this.timeoutMillis = (int) Math.min(AsideClient.LONGEST_MILLIS, deadline.toMillis() / 4);
        this.log = log;
    }

    /** From now on, asks the cluster of the producer with these settings. Until then, every question is answered. */
    synchronized void ask(Map<String, ?> ofProducer) {
        producer = ofProducer;
    }

    /** Asks on a worker thread, because creating the client resolves host names. */
    @Override
    public void ask(Consumer<Boolean> answer) {
        Infrastructure.getDefaultWorkerPool().execute(() -> {
            try {
                askNow(answer);
            } catch (KafkaException e) {
                answer.accept(false);
                if (e.getCause() instanceof ConfigException) {
                    log.unreachable(); // no name of a broker has an address
                }
            }
        });
    }

    private synchronized void askNow(Consumer<Boolean> answer) {
        Map<String, ?> settings = producer;
        if (isOver) {
            return;
        }
        if (settings == null) {
            answer.accept(true);
            return;
        }
        AsideClient asked = client == null ? new AsideClient("sluice-probe", settings, timeoutMillis) : client;
        client = asked;
        asked.ask(admin -> admin.describeCluster(new DescribeClusterOptions().timeoutMs(timeoutMillis))
                        .nodes())
                .whenComplete((nodes, failure) -> {
                    // a refusal is an answer too
                    boolean answered = failure == null || !FailureKinds.isConnectionLost(failure);
                    answer.accept(answered);
                    tell(nodes, failure, answered);
                });
    }

    private void tell(@Nullable Collection<Node> nodes, @Nullable Throwable failure, boolean answered) {
        if (nodes != null) {
            Infrastructure.getDefaultWorkerPool().execute(() -> log.named(nodes));
        } else if (!answered) {
            Infrastructure.getDefaultWorkerPool().execute(log::unreachable);
        } else if (failure != null) {
            log.refused(failure);
        }
    }

    @Override
    public void rest() {
        if (client != null) {
            Infrastructure.getDefaultWorkerPool().execute(this::close);
        }
    }

    /** Asks no more, and closes the client. */
    synchronized void end() {
        isOver = true;
        close();
    }

    private synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
