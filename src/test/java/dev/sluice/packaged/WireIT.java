package dev.sluice.packaged;

import dev.sluice.behaviour.WireRules;
import dev.sluice.broker.KafkaTopic;
import dev.sluice.broker.SharedKafka;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** HTTP to the letter, of the packaged function. */
class WireIT extends WireRules {

    private static Map<String, String> kafka;
    private static PackagedSluice sluice;

    @BeforeAll
    static void start() throws Exception {
        kafka = new SharedKafka().start();
        sluice = PackagedSluice.start(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                kafka.get("kafka.bootstrap.servers"),
                "SLUICE_TOPIC",
                kafka.get("sluice.topic"),
                "PORT",
                Integer.toString(PackagedSluice.freePort())));
    }

    @AfterAll
    static void end() {
        sluice.close();
    }

    @Override
    protected int findPort() throws Exception {
        return sluice.port();
    }

    @Override
    protected KafkaTopic openTopic() {
        return new KafkaTopic(kafka.get("kafka.bootstrap.servers"), kafka.get("sluice.topic"));
    }
}
