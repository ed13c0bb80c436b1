package dev.sluice.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.KafkaTopic;
import dev.sluice.chaos.NumberedLoad.Answer;
import dev.sluice.http.RawHttp;
import dev.sluice.packaged.PackagedSluice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/**
 * What senders are told, held against what is in the log, while nodes of a cluster of three, or the function, go away.
 * Tests with the tag {@code chaos} run with {@code -Pchaos} only.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ClusterIT {

    private static final Duration DEADLINE = Duration.ofSeconds(8);
    private static final int SENDERS = 8;
    private static final int BYTES = 1000;
    private static final List<String> TABLE = new ArrayList<>();

    private static KafkaCluster cluster;
    private String topic;

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = KafkaCluster.start();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
        System.out.println(Ledger.TABLE_HEAD);
        TABLE.forEach(System.out::println);
    }

    @BeforeEach
    void createTopic(TestInfo test) throws Exception {
        cluster.repair();
        topic = test.getTestMethod().orElseThrow().getName();
        cluster.createTopic(topic, 6);
        cluster.awaitInSync(topic);
    }

    /** What happens while the load runs. */
    private interface Incident {
        void happen(NumberedLoad load) throws Exception;
    }

    @Test
    void leaderKilled() throws Exception {
        Ledger ledger = under("leader killed", load -> {
            int leader = cluster.leader(topic);
            cluster.kill(leader);
            load.awaitAccepted(500);
            cluster.startNodes(List.of(leader));
        });
        ledger.leavesNoStoredEventUnanswered();
    }

    @Test
    @Tag("chaos")
    void leaderStopped() throws Exception {
        Ledger ledger = under("leader stopped", load -> {
            int leader = cluster.leader(topic);
            cluster.stop(leader);
            load.awaitAccepted(500);
            cluster.startNodes(List.of(leader));
        });
        ledger.leavesNoStoredEventUnanswered();
    }

    @Test
    @Tag("chaos")
    void rollingRestart() throws Exception {
        Ledger ledger = under("rolling restart", load -> {
            for (int node = 0; node < KafkaCluster.NODES; node++) {
                cluster.stop(node);
                cluster.startNodes(List.of(node));
                cluster.awaitInSync(topic);
                load.awaitAccepted(100);
            }
        });
        ledger.leavesNoStoredEventUnanswered();
    }

    @Test
    @Tag("chaos")
    void twoOfThreeKilled() throws Exception {
        under("two of three killed", load -> {
            cluster.kill(0);
            cluster.kill(1);
            load.run(15);
            cluster.startNodes(List.of(0, 1));
        });
    }

    @Test
    @Tag("chaos")
    void allKilledAndRestarted() throws Exception {
        under("all killed and restarted", load -> {
            for (int node = 0; node < KafkaCluster.NODES; node++) {
                cluster.kill(node);
            }
            load.run(15);
            cluster.startNodes(List.of(0, 1, 2));
        });
    }

    @Test
    @Tag("chaos")
    void leaderFrozenForFiveSeconds() throws Exception {
        under("leader frozen for 5 s", load -> {
            int leader = cluster.leader(topic);
            cluster.freeze(leader);
            load.run(5);
            cluster.thaw(leader);
        });
    }

    @Test
    @Tag("chaos")
    void allFrozenForTwentySeconds() throws Exception {
        under("all frozen for 20 s", load -> {
            freezeAll();
            load.run(20);
            thawAll();
        });
    }

    @Test
    @Tag("chaos")
    void authorisationRevoked() throws Exception {
        under("authorisation revoked", load -> {
            cluster.revoke(topic);
            load.run(5);
            cluster.grant(topic);
        });
    }

    @Test
    @Tag("chaos")
    void maxMessageBytesLowered() throws Exception {
        under("max.message.bytes lowered", load -> {
            try (KafkaTopic settings = new KafkaTopic(cluster.bootstrapServers(), topic)) {
                settings.set("max.message.bytes", "500");
                load.run(5);
                settings.unset("max.message.bytes");
            }
        });
    }

    /** What was in the deleted topic is gone with it, so only events after that can be held against the log. */
    @Test
    @Tag("chaos")
    void topicDeleted() throws Exception {
        try (PackagedSluice sluice = sluice();
                NumberedLoad load = NumberedLoad.start(sluice.port(), SENDERS, BYTES)) {
            load.awaitAccepted(500);
            cluster.deleteTopic(topic);
            load.run(5);
            long created = System.nanoTime();
            cluster.createTopic(topic, 6);
            load.awaitAccepted(500);
            List<Answer> later = load.stop().stream()
                    .filter(answer -> answer.startNanos() > created)
                    .toList();
            judge("topic deleted and created again (after that)", later);
        }
    }

    @Test
    void functionTerminated() throws Exception {
        try (PackagedSluice sluice = sluice();
                NumberedLoad load = NumberedLoad.start(sluice.port(), SENDERS, BYTES)) {
            load.awaitAccepted(500);
            sluice.terminate();
            List<String> output = sluice.remainingOutput();
            assertThat(sluice.exitCode()).isZero();
            assertThat(output.stream()
                            .filter(line -> line.contains("dev.sluice"))
                            .reduce((first, last) -> last))
                    .hasValueSatisfying(line -> assertThat(line)
                            .contains("drained: ", "the outcome of 0 of them unknown, 0 left unanswered"));
            Ledger ledger = judge("function SIGTERM", load.stop());
            ledger.leavesNoStoredEventUnanswered();
        }
    }

    @Test
    @Tag("chaos")
    void functionTerminatedWhileTheClusterIsFrozen() throws Exception {
        try (PackagedSluice sluice = sluice("-Dsluice.drain-timeout=4s", "-Dsluice.ack-deadline=60s");
                NumberedLoad load = NumberedLoad.start(sluice.port(), SENDERS, BYTES)) {
            load.awaitAccepted(100);
            freezeAll();
            load.run(1);
            sluice.terminate();
            List<String> output = sluice.remainingOutput();
            thawAll();
            assertThat(sluice.exitCode()).isZero();
            assertThat(output)
                    .anySatisfy(line -> assertThat(line)
                            .containsPattern(
                                    "drained: \\d+ request.* the outcome of [1-9]\\d* of them unknown, 0 left"));
            judge("function SIGTERM, cluster frozen", load.stop());
        }
    }

    @Test
    @Tag("chaos")
    void functionKilled() throws Exception {
        try (PackagedSluice sluice = sluice();
                NumberedLoad load = NumberedLoad.start(sluice.port(), SENDERS, BYTES)) {
            load.awaitAccepted(500);
            sluice.close();
            assertThat(sluice.exitCode()).isNotZero();
            judge("function SIGKILL", load.stop());
        }
    }

    @Test
    void manyConnectionsAtAFrozenCluster() throws Exception {
        manyConnections(500);
    }

    @Test
    @Tag("chaos")
    void tenThousandConnectionsAtAFrozenCluster() throws Exception {
        manyConnections(10_000);
    }

    /** A body is 100 KiB, so 32 MiB may be in flight; all others have to be sent away without taking memory. */
    private void manyConnections(int connections) throws Exception {
        try (PackagedSluice sluice = sluice("-XX:+ExitOnOutOfMemoryError")) {
            int port = sluice.port();
            try (NumberedLoad load = NumberedLoad.start(port, 1, BYTES)) {
                load.awaitAccepted(10);
                load.stop();
            }
            long before = sluice.peakMemoryBytes();
            freezeAll();
            List<ManyConnections.Answer> answers = ManyConnections.post(port, connections, 100 * 1024);
            long after = sluice.peakMemoryBytes();
            thawAll();
            Map<Integer, Long> statuses = answers.stream()
                    .collect(
                            Collectors.groupingBy(ManyConnections.Answer::status, TreeMap::new, Collectors.counting()));
            long longest = answers.stream()
                    .mapToLong(ManyConnections.Answer::millis)
                    .max()
                    .orElse(0);
            System.out.printf(
                    "%d connections with 100 KiB each: %s, longest %d ms, peak memory %d MiB before, %d MiB after%n",
                    connections, statuses, longest, before >> 20, after >> 20);
            assertThat(answers).hasSize(connections);
            assertThat(statuses.keySet()).isSubsetOf(429, 503, 504);
            assertThat(longest).isLessThan(DEADLINE.toMillis() + 5000);
            assertThat(after - before).isLessThan(256L << 20);
            try (NumberedLoad load = NumberedLoad.start(port, 1, BYTES)) {
                load.awaitAccepted(10);
                load.stop();
            }
        }
    }

    private static void freezeAll() throws Exception {
        for (int node = 0; node < KafkaCluster.NODES; node++) {
            cluster.freeze(node);
        }
    }

    private static void thawAll() throws Exception {
        for (int node = 0; node < KafkaCluster.NODES; node++) {
            cluster.thaw(node);
        }
    }

    /** Runs the load before, during and after an incident, and then until the function accepts again. */
    private Ledger under(String what, Incident incident) throws Exception {
        try (PackagedSluice sluice = sluice();
                NumberedLoad load = NumberedLoad.start(sluice.port(), SENDERS, BYTES)) {
            load.awaitAccepted(500);
            incident.happen(load);
            load.awaitAccepted(500);
            List<Answer> answers = load.stop();
            cluster.awaitInSync(topic);
            assertThat(isAlive(sluice.port())).isTrue();
            Ledger ledger = judge(what, answers);
            ledger.answeredWithin(DEADLINE);
            return ledger;
        }
    }

    private Ledger judge(String what, List<Answer> answers) {
        Ledger ledger = Ledger.of(answers, cluster.bootstrapServers(), topic);
        TABLE.add(ledger.line(what));
        ledger.holdsEveryAcceptedEventInOrder();
        ledger.holdsNoEventThatWasRefusedPermanently();
        ledger.holdsNoEventTwice();
        return ledger;
    }

    private static boolean isAlive(int port) throws Exception {
        try (RawHttp probe = new RawHttp(port)) {
            probe.send("GET /q/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
            return probe.read().status() == 200;
        }
    }

    private PackagedSluice sluice(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("-Xmx128m"));
        all.addAll(List.of(arguments));
        return PackagedSluice.start(
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        cluster.bootstrapServers(),
                        "SLUICE_TOPIC",
                        topic,
                        "SLUICE_ACK_DEADLINE",
                        DEADLINE.toSeconds() + "s",
                        "PORT",
                        Integer.toString(PackagedSluice.freePort())),
                all.toArray(String[]::new));
    }
}
