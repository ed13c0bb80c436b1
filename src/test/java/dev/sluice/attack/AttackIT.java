package dev.sluice.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.attack.HonestSender.Answer;
import dev.sluice.broker.KafkaTopic;
import dev.sluice.broker.SharedKafka;
import dev.sluice.http.Events;
import dev.sluice.http.MetricsPage;
import dev.sluice.http.RawHttp;
import dev.sluice.packaged.PackagedSluice;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an honest sender, and the machine, notice while somebody abuses the port: one attack at a time, each from one
 * address, against the packaged function with a small heap.
 *
 * <p>{@code mvn verify} has a moment of each against one process; {@code -Pattack} fifteen seconds of each, with a
 * process of its own, and then the time of every answer counts too. {@code -Dattacks=storm|heads} leaves only those
 * whose name such a regular expression is found in.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class AttackIT {

    /** An honest sender sends at its start and before its end. */
    private static final Duration MOMENT = Duration.ofMillis(500);

    private static final int SMALL_CROWD = 3_000;
    private static final Duration LONG = Duration.ofSeconds(15);
    private static final int LARGE_CROWD = 12_000;

    private static final long LONGEST_ANSWER_MILLIS = 1000;
    private static final long MOST_MEMORY = 384L << 20;
    /** Of a compiler's or a pool's threads, and of connections to brokers, there is now one more and now one less. */
    private static final int SLACK = 8;

    private static final int MOST_LINES_LOGGED = 100;

    private static final Pattern WANTED = Pattern.compile(System.getProperty("attacks", ""));

    private static final List<String> TABLE = new ArrayList<>();
    private static Map<String, String> kafka;
    private static HttpServer issuer;
    private static KafkaTopic topic;
    private static PackagedSluice shared;

    @BeforeAll
    static void startKafka() throws IOException {
        issuer = ProofAttacks.startIssuer();
        kafka = new SharedKafka().start();
        topic = new KafkaTopic(kafka.get("kafka.bootstrap.servers"), kafka.get("sluice.topic"));
    }

    @AfterAll
    static void end() {
        if (shared != null) {
            shared.close();
        }
        topic.close();
        issuer.stop(0);
        System.out.println("| attack | sent | honest events | slowest | peak memory |\n|---|---|---|---|---|");
        TABLE.forEach(System.out::println);
    }

    static Stream<Attack> shortAttacks() {
        return attacks(SMALL_CROWD);
    }

    static Stream<Attack> longAttacks() {
        return attacks(LARGE_CROWD);
    }

    private static Stream<Attack> attacks(int crowd) {
        return Stream.<Stream<? extends Attack>>of(
                        Http2Attacks.all().stream(),
                        Http1Attacks.all(crowd).stream(),
                        ProofAttacks.all().stream(),
                        Stream.of(new BatchAmongSingles()))
                .<Attack>flatMap(attacks -> attacks)
                .filter(attack -> WANTED.matcher(attack.name()).find());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shortAttacks")
    @Tag("short-attack")
    void keepsServingOthersForAMoment(Attack attack) throws Exception {
        PackagedSluice sluice = shared == null ? start() : shared;
        shared = null;
        try {
            under(attack, sluice, MOMENT);
            shared = sluice;
        } finally {
            if (shared == null) {
                sluice.close();
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("longAttacks")
    @Tag("attack")
    void keepsServingOthersInTime(Attack attack) throws Exception {
        keepsServingOthersInTime(attack, start());
    }

    @Test
    @Tag("attack")
    void keepsServingOthersInTimeWithFewDescriptors() throws Exception {
        Attack attack = Flood.slow("2,000 silent connections, 600 descriptors", Flood.CONNECTIONS, 2000, Script::once);
        keepsServingOthersInTime(attack, start("sh", "-c", "ulimit -n 600; exec \"$@\"", "sh"));
    }

    private static void keepsServingOthersInTime(Attack attack, PackagedSluice started) throws Exception {
        try (PackagedSluice sluice = started) {
            long slowest = under(attack, sluice, LONG);
            sluice.terminate();
            assertThat(sluice.exitCode()).as("exit code").isZero();
            assertThat(sluice.output())
                    .as("what it logged")
                    .hasSizeLessThan(MOST_LINES_LOGGED)
                    .noneMatch(line -> line.startsWith("\tat "));
            assertThat(slowest).as("slowest honest answer, ms").isLessThanOrEqualTo(LONGEST_ANSWER_MILLIS);
        }
    }

    /** Attacks, and returns how many milliseconds the slowest honest answer took. */
    private static long under(Attack attack, PackagedSluice sluice, Duration time) throws Exception {
        int port = sluice.port();
        int threads = sluice.threads();
        int descriptors = sluice.openDescriptors();
        try (HonestSender honest = HonestSender.start(port)) {
            long sent = attack.run(port, time);
            List<Answer> answers = honest.stop();
            long slowest = answers.stream().mapToLong(Answer::millis).max().orElse(0);
            String memory = sluice.isAlive() ? (sluice.peakMemoryBytes() >> 20) + " MiB" : "it ended";
            TABLE.add("| %s | %,d %s | %s | %d ms | %s |"
                    .formatted(attack.name(), sent, attack.unit(), byStatus(answers), slowest, memory));
            assertThat(sluice.isAlive()).as("lives").isTrue();
            assertThat(answers).as("honest answers").isNotEmpty().allMatch(answer -> answer.status() == 202);
            assertThat(sluice.peakMemoryBytes()).as("peak memory").isLessThan(MOST_MEMORY);
            storesAnEvent(port);
            await("events and bytes in flight", () -> inFlight(MetricsPage.of(port)), n -> n == 0);
            await("open descriptors", sluice::openDescriptors, n -> n <= descriptors + SLACK);
            await("threads", sluice::threads, n -> n <= threads + SLACK);
            return slowest;
        }
    }

    private static String byStatus(List<Answer> answers) {
        return answers.stream()
                .collect(Collectors.groupingBy(Answer::status, Collectors.counting()))
                .toString();
    }

    private static void storesAnEvent(int port) throws IOException {
        topic.skip();
        RawHttp.Response response = RawHttp.post(port, Events.binary("a", "ce-subject", "after"), new byte[] {'1'});
        assertThat(response.status()).as("status afterwards").isEqualTo(202);
        assertThat(topic.next())
                .anySatisfy(record -> assertThat(record.key()).asString(UTF_8).isEqualTo("after"));
    }

    private static double inFlight(MetricsPage page) {
        return page.sum("sluice_in_flight") + page.sum("sluice_in_flight_bytes");
    }

    private interface Reading {
        double now() throws IOException;
    }

    /** Reads again and again, until it is as wanted or has not been for a minute. */
    private static void await(String what, Reading reading, Predicate<Double> wanted) throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        double now = reading.now();
        while (!wanted.test(now) && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(50);
            now = reading.now();
        }
        assertThat(now).as(what + " afterwards").matches(wanted);
    }

    /** Threads of the pool end after a second, so that what an attack took is seen to be given back. */
    private static PackagedSluice start(String... wrapper) throws Exception {
        List<String> command = new ArrayList<>(List.of(wrapper));
        String artifact = PackagedSluice.artifact().toAbsolutePath().toString();
        if (artifact.endsWith(".jar")) {
            command.addAll(List.of(
                    PackagedSluice.java(),
                    "-Xmx128m",
                    "-XX:+UseSerialGC",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-jar",
                    artifact));
        } else {
            command.addAll(List.of(artifact, "-Xmx128m"));
        }
        Map<String, String> environment = new HashMap<>(ProofAttacks.environment(issuer));
        environment.putAll(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                kafka.get("kafka.bootstrap.servers"),
                "SLUICE_TOPIC",
                kafka.get("sluice.topic"),
                "QUARKUS_THREAD_POOL_KEEP_ALIVE_TIME",
                "1s",
                "PORT",
                Integer.toString(PackagedSluice.freePort())));
        PackagedSluice sluice = PackagedSluice.run(Path.of("").toAbsolutePath(), environment, command);
        storesAnEvent(sluice.port());
        MetricsPage.of(sluice.port());
        return sluice;
    }
}
