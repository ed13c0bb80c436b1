package dev.sluice;

import dev.sluice.core.mapping.KeyRecipe;
import dev.sluice.core.mapping.Mapper;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Builds the pure objects from the configuration, and ends the start with one line where the configuration is wrong.
 *
 * <p>Every refusal here names the key, what is wrong with it and what to write instead.
 */
@Singleton
final class SluiceBeans {

    private static final Logger LOG = Logger.getLogger("dev.sluice");

    /** Before the channels are wired and the port is opened. */
    private static final int FIRST = 1;

    private static final long LARGEST_BODY = 256L * 1024 * 1024;
    private static final Duration SHORTEST_DEADLINE = Duration.ofSeconds(1);
    private static final Pattern SERVER =
            Pattern.compile("([A-Z_]+://)?[^:/,\\s]+:\\d{1,5}|([A-Z_]+://)?\\[[^],\\s]+]:\\d{1,5}");
    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    private final SluiceConfig sluice;
    private final Config all;

    SluiceBeans(SluiceConfig sluice, Config all) {
        this.sluice = sluice;
        this.all = all;
    }

    @Produces
    @Singleton
    Mapper mapper() {
        return new Mapper(topic(), keyRecipe(), sluice.contentMode());
    }

    void check(@Observes @Priority(FIRST) StartupEvent start) {
        String topic = topic();
        keyRecipe();
        checkBootstrapServers();
        checkPath();
        checkBounds();
        LOG.infof(
                "topic=%s key=%s content-mode=%s path=%s sender=%s ack-deadline=%s max-body-size=%d"
                        + " max-events-in-flight=%d max-bytes-in-flight=%d batches=%s",
                topic,
                sluice.key(),
                sluice.contentMode(),
                sluice.path(),
                sluice.sender(),
                SluiceConfig.deadline(sluice),
                sluice.maxBodySize().asLongValue(),
                sluice.maxEventsInFlight(),
                sluice.maxBytesInFlight().asLongValue(),
                sluice.batch().enabled() ? sluice.batch().maxEvents() : "off");
    }

    /** Builds the function while the process starts, so that the first event does not have to. */
    void warmUp(@Observes StartupEvent start, PublishFunction function) {
        LOG.debugf("%s is ready", function);
    }

    private String topic() {
        String topic = sluice.topic()
                .orElseThrow(() -> new ConfigurationException(
                        "sluice.topic is missing: set it, or SLUICE_TOPIC, to the topic that events go to"));
        if (!TOPIC.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
            throw new ConfigurationException("sluice.topic '" + topic
                    + "' is not a topic name: use 1 to 249 letters, digits, dots, underscores and hyphens");
        }
        return topic;
    }

    private KeyRecipe keyRecipe() {
        try {
            return new KeyRecipe(sluice.key());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("sluice.key: " + e.getMessage());
        }
    }

    private void checkBootstrapServers() {
        for (String key : new String[] {
            "mp.messaging.outgoing.records.bootstrap.servers",
            "mp.messaging.connector.smallrye-kafka.bootstrap.servers",
            "kafka.bootstrap.servers"
        }) {
            Optional<String> servers = all.getOptionalValue(key, String.class);
            if (servers.isPresent()) {
                checkServers(key, servers.get());
                return;
            }
        }
        throw new ConfigurationException(
                "kafka.bootstrap.servers is missing: set it, or KAFKA_BOOTSTRAP_SERVERS, to host:port of your brokers");
    }

    private static void checkServers(String key, String servers) {
        for (String server : servers.split(",", -1)) {
            if (!SERVER.matcher(server.trim()).matches()) {
                throw new ConfigurationException(key + " '" + servers
                        + "' is not a list of brokers: write host:port, several with commas between them");
            }
        }
    }

    private void checkPath() {
        String path = sluice.path();
        if (!path.startsWith("/") || path.startsWith("/q/") || path.equals("/q") || path.indexOf('?') >= 0) {
            throw new ConfigurationException("sluice.path '" + path
                    + "' is not usable: it starts with a slash, has no query, and is not below /q");
        }
    }

    private void checkBounds() {
        Duration deadline = SluiceConfig.deadline(sluice);
        if (deadline.compareTo(SHORTEST_DEADLINE) < 0) {
            throw new ConfigurationException("sluice.ack-deadline " + deadline
                    + " is shorter than 1 s: no broker could acknowledge reliably, write at least 1s");
        }
        if (sluice.bodyTimeout().toMillis() < 1) {
            throw new ConfigurationException("sluice.body-timeout " + sluice.bodyTimeout()
                    + " is out of range: no body could come in time, write 1s or more");
        }
        long body = sluice.maxBodySize().asLongValue();
        if (body < 64 * 1024 || body > LARGEST_BODY) {
            throw new ConfigurationException("sluice.max-body-size " + body
                    + " is out of range: CloudEvents of 64 KiB must pass and a body is held in memory,"
                    + " write 64K to 256M");
        }
        atLeastOne("sluice.max-events-in-flight", sluice.maxEventsInFlight());
        long bytes = sluice.maxBytesInFlight().asLongValue();
        atLeast("sluice.max-bytes-in-flight", bytes, body, "sluice.max-body-size");
        if (sluice.batch().enabled()) {
            atLeastOne("sluice.batch.max-events", sluice.batch().maxEvents());
            long batch = sluice.batch().maxBytes().asLongValue();
            if (batch > LARGEST_BODY) {
                throw new ConfigurationException("sluice.batch.max-bytes " + batch
                        + " is out of range: a batch is held in memory, write at most 256M");
            }
            atLeast("sluice.batch.max-bytes", batch, body, "sluice.max-body-size");
            atLeast("sluice.max-bytes-in-flight", bytes, batch, "sluice.batch.max-bytes");
            atLeast(
                    "sluice.max-events-in-flight",
                    sluice.maxEventsInFlight(),
                    sluice.batch().maxEvents(),
                    "sluice.batch.max-events");
        }
        sluice.webhook().rate().ifPresent(rate -> atLeastOne("sluice.webhook.rate", rate));
    }

    private static void atLeastOne(String key, int value) {
        if (value < 1) {
            throw new ConfigurationException(key + " " + value + " is out of range: write 1 or more");
        }
    }

    private static void atLeast(String key, long value, long least, String because) {
        if (value < least) {
            throw new ConfigurationException(key + " " + value + " is smaller than " + because + " " + least
                    + ", so a request that is allowed could never be taken; write at least " + least);
        }
    }
}
