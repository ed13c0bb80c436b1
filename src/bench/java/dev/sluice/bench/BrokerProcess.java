package dev.sluice.bench;

import dev.sluice.broker.EmbeddedKafka;
import dev.sluice.broker.KafkaTopic;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A broker as a process of its own: prints its address, makes the topic of each line that it reads, and ends when its
 * standard input does. Keeps little of what it is sent.
 */
final class BrokerProcess {

    private static final Map<String, String> SETTINGS = Map.of(
            "log.segment.bytes", "33554432",
            "log.retention.bytes", "33554432",
            "log.retention.check.interval.ms", "5000",
            "log.segment.delete.delay.ms", "1000");

    private BrokerProcess() {}

    public static void main(String[] arguments) throws IOException {
        EmbeddedKafka broker = EmbeddedKafka.start(0, SETTINGS);
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        System.out.println(Child.READY + broker.bootstrapServers());
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String topic = input.readLine(); topic != null; topic = input.readLine()) {
            KafkaTopic.create(broker.bootstrapServers(), topic, Workload.PARTITIONS);
            System.out.println(Child.READY + topic);
        }
        System.exit(0);
    }
}
