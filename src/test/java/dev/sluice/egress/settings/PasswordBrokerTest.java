package dev.sluice.egress.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.EmbeddedKafka;
import dev.sluice.broker.KafkaTopic;
import dev.sluice.config.Configured;
import dev.sluice.packaged.PackagedSluice;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Passwords in variables, at a broker that knows them. */
class PasswordBrokerTest {

    private static final String TOPIC = "events";
    private static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule required";

    private static EmbeddedKafka broker;
    private static int port;

    @BeforeAll
    static void startBroker() throws Exception {
        int plain = PackagedSluice.freePort();
        port = PackagedSluice.freePort();
        int controller = PackagedSluice.freePort();
        String clients = "PLAINTEXT://127.0.0.1:" + plain + ",LOGIN://127.0.0.1:" + port;
        Map<String, String> settings = new HashMap<>();
        settings.put("listeners", clients + ",CONTROLLER://127.0.0.1:" + controller);
        settings.put("advertised.listeners", clients);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,LOGIN:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        settings.put("sasl.enabled.mechanisms", "PLAIN");
        settings.put(
                "listener.name.login.plain.sasl.jaas.config",
                MODULE + " user_dollars=\"pa$$word\" user_reference=\"pa${x}word\" user_backslash=\"pa\\\\$word\""
                        + " user_quote=\"p\\\"w;x\";");
        broker = EmbeddedKafka.start(plain, settings);
        KafkaTopic.create(broker.bootstrapServers(), TOPIC, 1);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"dollars, pa$$word", "reference, pa${x}word", "backslash, pa\\\\$word", "quote, p\\\"w;x"})
    void logInAsTheyAreWritten(String user, String password) throws Exception {
        String login = MODULE + " username=\"" + user + "\" password=\"" + password + "\";";
        send(Configured.by(file(""), Map.of("KAFKA_SASL_JAAS_CONFIG", login)));
        String line = "  sasl.jaas.config: '" + MODULE + " username=\"" + user + "\" password=\"${KP}\";'\n";
        send(Configured.by(file(line), Map.of("KP", password)));
    }

    private static String file(String login) {
        return "kafka:\n  bootstrap.servers: 127.0.0.1:" + port
                + "\n  security.protocol: SASL_PLAINTEXT\n  sasl.mechanism: PLAIN\n" + login
                + "sluice.topic: events\n";
    }

    private static void send(Configured configured) throws Exception {
        ProducerSettings promised = new ProducerSettings(configured.config());
        assertThat(promised.refusals("records", configured.all())).isEmpty();
        Map<String, Object> settings = promised.effective("records", configured.all());
        // there is no topic directory here that would have asked for the topic before
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "30000");
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
            producer.send(new ProducerRecord<>(TOPIC, "1".getBytes(UTF_8))).get(30, TimeUnit.SECONDS);
        }
    }
}
