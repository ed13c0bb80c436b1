package dev.sluice.bench;

import dev.sluice.broker.EmbeddedKafka;
import dev.sluice.broker.KafkaTopic;
import java.io.IOException;
import java.util.Map;

/** A broker as a process of its own: prints its address, and ends when its standard input does. */
final class BrokerProcess {

    private BrokerProcess() {}

    public static void main(String[] arguments) throws IOException {
        EmbeddedKafka broker = EmbeddedKafka.start(0, Map.of("log.retention.bytes", "200000000"));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        KafkaTopic.create(broker.bootstrapServers(), Workload.TOPIC, Workload.PARTITIONS);
        System.out.println(Child.READY + broker.bootstrapServers());
        while (System.in.read() >= 0) {
            // until the parent goes
        }
        System.exit(0);
    }
}
