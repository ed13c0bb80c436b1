package dev.sluice.egress.cluster;

import dev.sluice.config.SluiceConfig;
import dev.sluice.core.mapping.Mapper;
import dev.sluice.egress.settings.ChannelNames;
import dev.sluice.egress.settings.WrittenSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** The clusters behind the channels: one if both have the same bootstrap servers, otherwise two. Thread-safe. */
@Singleton
public final class Clusters {

    private final Cluster records;
    private final @Nullable Cluster rejects;

    Clusters(
            SluiceConfig config,
            Mapper mapper,
            Config all,
            KafkaClientService clients,
            Vertx vertx,
            MeterRegistry registry) {
        this.records = Cluster.of(ChannelNames.RECORDS, mapper.knownTopics(), config, clients, vertx);
        measure(registry, ChannelNames.RECORDS, records.breaker());
        SluiceConfig.Rejects configured = config.rejects();
        if (configured == null) {
            this.rejects = null;
            return;
        }
        Set<String> topic = Set.of(configured.topic());
        boolean isSame = servers(all, ChannelNames.RECORDS).equals(servers(all, ChannelNames.REJECTS));
        this.rejects = isSame
                ? records.behind(ChannelNames.REJECTS, topic, config, vertx)
                : Cluster.of(ChannelNames.REJECTS, topic, config, clients, vertx);
        measure(registry, ChannelNames.REJECTS, rejects.breaker());
    }

    private static void measure(MeterRegistry registry, String channel, Breaker breaker) {
        Gauge.builder("sluice.breaker.open", breaker, ofChannel -> ofChannel.isOpen() ? 1 : 0)
                .description("1 while records are refused because Kafka cannot be reached")
                .tag("channel", channel)
                .register(registry);
    }

    private static String servers(Config all, String channel) {
        WrittenSettings.Written servers = WrittenSettings.find(channel, ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, all);
        return servers == null ? "" : servers.value();
    }

    void start(@Observes StartupEvent start) {
        records.start();
        if (rejects != null) {
            rejects.start();
        }
    }

    /** The cluster for the records of events. */
    public Cluster records() {
        return records;
    }

    /** The cluster for parked events; null if no rejects topic is configured. */
    @Nullable
    public Cluster rejects() {
        return rejects;
    }

    @PreDestroy
    void close() {
        records.close();
        if (rejects != null) {
            rejects.close();
        }
    }
}
