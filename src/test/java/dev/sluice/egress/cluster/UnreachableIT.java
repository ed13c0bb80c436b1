package dev.sluice.egress.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.broker.GuardedKafka;
import dev.sluice.broker.KafkaTopic;
import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import dev.sluice.packaged.PackagedSluice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged function where it reaches no broker, or none that accepts it. */
class UnreachableIT {

    private static final byte[] DATA = "{}".getBytes(UTF_8);

    /** Level, logger and first two words of a line of Kafka's client. */
    private static final Pattern OF_THE_CLIENT =
            Pattern.compile("(?:INFO|WARN|ERROR) +\\[org\\.apa\\S+] \\(.*?\\) (?:\\[[^]]*] )?\\S+ \\S+");

    @TempDir
    private static Path certificates;

    private static GuardedKafka broker;

    @BeforeAll
    static void start() {
        broker = GuardedKafka.start(certificates);
        KafkaTopic.create(broker.plain(), "events", 1);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static PackagedSluice sluice(String servers, Map<String, String> settings) throws Exception {
        Map<String, String> environment = new HashMap<>();
        settings.forEach(
                (key, value) -> environment.put("KAFKA_" + key.replace('.', '_').toUpperCase(Locale.ROOT), value));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", servers);
        environment.put("SLUICE_TOPIC", "events");
        environment.put("PORT", Integer.toString(PackagedSluice.freePort()));
        return PackagedSluice.start(environment, "-Xmx128m", "-XX:+ExitOnOutOfMemoryError");
    }

    private static Map<String, String> login(String password) {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"app\" password=\""
                        + password + "\";");
    }

    @Test
    void doesNotStartWithoutTlsWhereTheListenerSpeaksIt() throws Exception {
        try (PackagedSluice sluice = sluice(broker.tls(), Map.of())) {
            assertThat(sluice.exitCode()).isEqualTo(1);
            assertThat(sluice.output())
                    .anyMatch(line -> line.contains("kafka.security.protocol is missing: the listener " + broker.tls()
                            + " speaks TLS; set SSL, or SASL_SSL with a login"))
                    .noneMatch(line -> line.contains("OutOfMemory"));
        }
    }

    static Stream<Arguments> unreachable() {
        return Stream.of(
                arguments("127.0.0.1:1", Map.of(), "127.0.0.1:1: Connection refused"),
                arguments("no-such-host.invalid:9092", Map.of(), "no-such-host.invalid:9092: unknown host"),
                arguments(broker.plain(), broker.trusting(), "the listener does not speak TLS"),
                arguments(broker.login(), Map.of(), "as a listener does that wants a login"));
    }

    @ParameterizedTest
    @MethodSource("unreachable")
    void tellsWithinSecondsWhyNoBrokerIsReachedAndAnswersAtOnceFromThenOn(
            String servers, Map<String, String> settings, String reason) throws Exception {
        try (PackagedSluice sluice = sluice(servers, settings)) {
            int port = sluice.port();
            long sent = System.nanoTime();
            RawHttp.Response first = RawHttp.post(port, Events.binary("1"), DATA);
            assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofSeconds(8));
            assertThat(first.status()).isEqualTo(503);
            assertThat(first.body()).contains("\"UNAVAILABLE\"");
            assertThat(sluice.await(line -> line.contains("Kafka cannot be reached: " + servers)))
                    .contains(" WARN ", reason);
            sent = System.nanoTime();
            assertThat(RawHttp.post(port, Events.binary("2"), DATA).status()).isEqualTo(503);
            assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void doesNotVerifyHostNamesAndSaysSoWhereNoWayToIsSet() throws Exception {
        Map<String, String> settings = new HashMap<>(broker.trusting());
        settings.put("ssl.endpoint.identification.algorithm", "");
        settings.put("linger.ms", ""); // is as if it were left out
        try (PackagedSluice sluice = sluice(broker.misnamed(), settings)) {
            assertThat(RawHttp.post(sluice.port(), Events.binary("1"), DATA).status())
                    .isEqualTo(202);
            sluice.terminate();
            assertThat(sluice.output())
                    .anyMatch(line -> line.contains("kafka.ssl.endpoint.identification.algorithm is empty"));
        }
    }

    /** All start at once, and are closed with the test that each is for: a line is told again after ten seconds. */
    static Stream<Arguments> refused() throws Exception {
        return Stream.of(
                refused(broker.tls(), broker.strange(), "PKIX path building failed"),
                refused(broker.misnamed(), broker.trusting(), "No subject alternative"),
                refused(broker.login(), login("wr0ng"), "Invalid username or password"));
    }

    private static Arguments refused(String servers, Map<String, String> settings, String reason) throws Exception {
        return arguments(servers, reason, sluice(servers, settings));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void tellsWhyBrokersDoNotAcceptItAndTheClientSaysItNoOftener(String servers, String reason, PackagedSluice sluice)
            throws Exception {
        int port = sluice.port();
        for (int line = 0; line < 2; line++) {
            assertThat(sluice.await(UnreachableIT::isToldBySluice)).contains(" ERROR ", servers, reason);
        }
        RawHttp.Response answer = RawHttp.post(port, Events.binary("1"), DATA);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("\"REFUSED_BY_KAFKA\"");
        sluice.terminate();
        sluice.exitCode();
        List<String> output = sluice.output();
        // the client has said it once more where the next line of Sluice is about to come
        long told = output.stream().filter(UnreachableIT::isToldBySluice).count() + 1;
        assertThat(linesOfTheClient(output))
                .isNotEmpty()
                .allSatisfy((kind, lines) ->
                        assertThat(lines).as(kind + " in " + output).isLessThanOrEqualTo(told));
        assertThat(output).noneMatch(line -> line.contains("wr0ng"));
    }

    private static boolean isToldBySluice(String line) {
        return line.contains("the handshake or login with");
    }

    private static Map<String, Long> linesOfTheClient(List<String> output) {
        return output.stream()
                .map(OF_THE_CLIENT::matcher)
                .filter(Matcher::find)
                .map(line -> line.group().replaceAll("\\(.*?\\) (?:\\[[^]]*] )?", ""))
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }
}
