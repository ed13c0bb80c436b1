package dev.sluice.bench;

import dev.sluice.broker.EmbeddedKafka;
import java.io.IOException;
import java.util.Map;

/**
 * A broker as a process of its own: prints its address, and ends when its standard input does. Keeps little of what it
 * is sent.
 */
final class BrokerProcess {

    private static final Map<String, String> SETTINGS = Map.of(
            "log.segment.bytes", "33554432",
            "log.retention.bytes", "33554432",
            "log.retention.check.interval.ms", "5000",
            "log.segment.delete.delay.ms", "1000");

    private BrokerProcess() {}

    public static void main(String[] arguments) throws IOException {
        Child.silence();
        EmbeddedKafka broker = EmbeddedKafka.start(0, SETTINGS);
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        System.out.println(Child.READY + broker.bootstrapServers());
        while (System.in.read() >= 0) {
            // until the parent goes
        }
        System.exit(0);
    }
}
