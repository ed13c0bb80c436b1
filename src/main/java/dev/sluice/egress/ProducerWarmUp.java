package dev.sluice.egress;

import dev.sluice.SluiceConfig;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Connects to Kafka while the process starts, so that the first event does not pay for handshakes and metadata.
 *
 * <p>In the background: the start never waits for Kafka, and what fails here will show with the first event.
 */
@Singleton
final class ProducerWarmUp {

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");

    void start(@Observes StartupEvent start, KafkaClientService clients, SluiceConfig config) {
        KafkaProducer<byte[], byte[]> producer = clients.getProducer("records");
        if (producer == null) {
            return;
        }
        config.topic()
                .ifPresent(topic -> producer.partitionsFor(topic)
                        .subscribe()
                        .with(
                                partitions -> LOG.infof("topic %s has %d partitions", topic, partitions.size()),
                                failure -> LOG.warnf("no metadata of topic %s yet: %s", topic, failure)));
    }
}
