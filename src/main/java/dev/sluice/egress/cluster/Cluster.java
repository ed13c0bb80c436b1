package dev.sluice.egress.cluster;

import dev.sluice.config.SluiceConfig;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.jspecify.annotations.Nullable;

/**
 * The state of Kafka behind one channel: whether it can be reached, which topics it has, and whether the channel's
 * producer will ever send again. Thread-safe.
 */
public final class Cluster {

    private final KafkaClientService clients;
    private final String channel;
    private final @Nullable ClusterProbe probe;
    private final Breaker breaker;
    private final TopicDirectory topics;
    private final UnreachableLog log;
    private final ProducerHealth producer = new ProducerHealth(System::nanoTime);

    private Cluster(
            KafkaClientService clients,
            String channel,
            @Nullable ClusterProbe probe,
            Breaker breaker,
            TopicDirectory topics,
            UnreachableLog log) {
        this.clients = clients;
        this.channel = channel;
        this.probe = probe;
        this.breaker = breaker;
        this.topics = topics;
        this.log = log;
    }

    /** The cluster of {@code channel}; {@code literal} are the topics that the configuration names for it. */
    static Cluster of(
            String channel, Set<String> literal, SluiceConfig config, KafkaClientService clients, Vertx vertx) {
        Duration deadline = config.ackDeadline();
        UnreachableLog log = new UnreachableLog(System::nanoTime);
        ClusterProbe probe = new ClusterProbe(deadline, log);
        Breaker breaker = Breaker.of(deadline, probe, vertx);
        return new Cluster(clients, channel, probe, breaker, TopicDirectory.of(literal, deadline, vertx), log);
    }

    /** The same cluster behind another channel, which has its own producer and topics. */
    Cluster behind(String another, Set<String> literal, SluiceConfig config, Vertx vertx) {
        TopicDirectory itsTopics = TopicDirectory.of(literal, config.ackDeadline(), vertx);
        return new Cluster(clients, another, null, breaker, itsTopics, log);
    }

    /** Begins to watch the cluster and to ask for topics. */
    void start() {
        KafkaProducer<?, ?> ofChannel = clients.getProducer(channel);
        Map<String, ?> settings = ofChannel == null ? Map.of() : ofChannel.configuration();
        if (ofChannel != null) {
            String clientId = String.valueOf(settings.get(ProducerConfig.CLIENT_ID_CONFIG));
            producer.sendsOn(new NetworkThread(clientId, ofChannel::unwrap));
        }
        if (probe != null) {
            if (ofChannel != null) {
                log.tellOf(settings);
                probe.ask(settings);
            }
            breaker.start();
        }
        topics.dependOn(breaker);
        topics.start(clients, channel, failure -> {
            log.refused(failure);
            producer.questionFailed(failure);
        });
    }

    /** The breaker, which knows whether the cluster can be reached. */
    public Breaker breaker() {
        return breaker;
    }

    /** The topics that the channel's producer knows. */
    public TopicDirectory topics() {
        return topics;
    }

    /**
     * How many batches the channel's producer has split so far, because a broker found them too large; 0 if it has
     * split none in the last minute.
     */
    public double splitBatches() {
        KafkaProducer<?, ?> ofChannel = clients.getProducer(channel);
        return ofChannel == null ? 0 : splitBatches(ofChannel.unwrap().metrics());
    }

    /** The same by the metrics of a producer. The rate is that of the last two samples, each of half a minute. */
    static double splitBatches(Map<MetricName, ? extends Metric> metrics) {
        return sum("batch-split-rate", metrics) > 0 ? sum("batch-split-total", metrics) : 0;
    }

    private static double sum(String name, Map<MetricName, ? extends Metric> metrics) {
        return metrics.values().stream()
                .filter(metric -> metric.metricName().name().equals(name))
                .mapToDouble(metric -> ((Number) metric.metricValue()).doubleValue())
                .sum();
    }

    /** Whether the channel's producer will ever send again. */
    public ProducerHealth producer() {
        return producer;
    }

    /** Closes the clients that watch the cluster. */
    void close() {
        topics.close();
        if (probe != null) {
            probe.end();
        }
    }
}
