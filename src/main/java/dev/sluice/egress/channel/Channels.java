package dev.sluice.egress.channel;

import dev.sluice.config.SluiceConfig;
import dev.sluice.egress.cluster.Cluster;
import dev.sluice.egress.cluster.Clusters;
import dev.sluice.egress.settings.ChannelNames;
import dev.sluice.egress.settings.ProducerSettings;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.jspecify.annotations.Nullable;

/**
 * The channels to Kafka: one for the records of events and, if a rejects topic is configured, one for parked events.
 * Each has its own producer, so that neither can delay the other.
 */
@Singleton
public final class Channels {

    private final RecordChannel records;
    private final @Nullable RecordChannel rejects;

    Channels(
            @Channel(ChannelNames.RECORDS) Emitter<ProducerRecord<byte[], byte[]>> toRecords,
            @Channel(ChannelNames.REJECTS) Emitter<ProducerRecord<byte[], byte[]>> toRejects,
            Clusters clusters,
            SluiceConfig config,
            ProducerSettings settings,
            Config all,
            MeterRegistry registry) {
        int maxRequestBytes = settings.maxRequestBytes(all);
        Cluster ofRejects = clusters.rejects();
        this.records = new RecordChannel(
                toRecords,
                clusters.records(),
                RecordBudget.of(config),
                maxRequestBytes,
                new RecordMeters(registry, ChannelNames.RECORDS));
        this.rejects = ofRejects == null
                ? null
                : new RecordChannel(
                        toRejects,
                        ofRejects,
                        RecordBudget.of(config),
                        maxRequestBytes,
                        new RecordMeters(registry, ChannelNames.REJECTS));
    }

    /** The channel for the records of events. */
    public RecordChannel records() {
        return records;
    }

    /** The channel for parked events; null if no rejects topic is configured. */
    @Nullable
    public RecordChannel rejects() {
        return rejects;
    }
}
