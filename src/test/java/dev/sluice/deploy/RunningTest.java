package dev.sluice.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.KafkaTopic;
import dev.sluice.broker.SharedKafka;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code deploy/} says of the running function: what its examples are answered, how its metrics are called. */
@QuarkusTest
@TestProfile(RunningTest.Profile.class)
@QuarkusTestResource(value = SharedKafka.class, restrictToAnnotatedClass = true)
class RunningTest {

    private static final String KEY = "what-the-variable-key-stands-for";
    private static final Pattern ANSWER = Pattern.compile("Sluice answers (\\d+)\\b");
    private static final Pattern REQUEST =
            Pattern.compile("(?:#.*\n)+POST \\{\\{host}}(/\\S*)\n((?:.+\n)+)\n(.*)", Pattern.DOTALL);
    private static final Pattern METRIC = Pattern.compile("\\b((?:sluice|jvm|process)_[a-z_]+)(?:\\{([^}]*)})?");
    private static final Pattern OUTCOMES = Pattern.compile("outcome=~?\\\\?\"([^\"\\\\]*)");

    /** The senders of the examples. */
    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "sluice.senders.mesh.path", "/",
                    "sluice.senders.grid.path", "/grid",
                    "sluice.senders.grid.kind", "eventgrid",
                    "sluice.senders.orders.path", "/pubsub",
                    "sluice.senders.orders.kind", "pubsub",
                    "sluice.senders.bus.path", "/bus",
                    "sluice.senders.bus.kind", "eventbridge",
                    "sluice.senders.bus.authenticate.api-key.secrets", KEY);
        }
    }

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "sluice.topic")
    String topicName;

    static Stream<Path> examples() {
        return Manifest.files().stream().filter(file -> file.toString().endsWith(".http"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void answersAnExampleAsItSays(Path example) throws IOException {
        Matcher answer = ANSWER.matcher(Manifest.text(example));
        assertThat(answer.find()).isTrue();
        assertThat(post(example).status()).isEqualTo(Integer.parseInt(answer.group(1)));
    }

    @Test
    void storesWhatTheFirstExampleHasWithItsSubjectAsKey() throws IOException {
        try (KafkaTopic topic = new KafkaTopic(bootstrapServers, topicName)) {
            topic.next();
            post(Manifest.DEPLOY.resolve("examples/binary.http"));
            assertThat(topic.next()).singleElement().satisfies(record -> {
                assertThat(record.key()).asString(UTF_8).isEqualTo("order-42");
                assertThat(record.value()).asString(UTF_8).isEqualToIgnoringNewLines("{\"total\": 12.50}");
            });
        }
    }

    private Response post(Path example) throws IOException {
        Matcher request = REQUEST.matcher(Manifest.text(example));
        assertThat(request.matches()).as("a request in " + example).isTrue();
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        request.group(2).lines().forEach(line -> {
            String[] header = line.split(": ", 2);
            headers.add(Map.entry(header[0], header[1].replace("{{key}}", KEY)));
        });
        try (RawHttp sender = new RawHttp(port)) {
            sender.sendPost(request.group(1), headers, request.group(3).getBytes(UTF_8));
            return sender.read();
        }
    }

    static Stream<Path> queries() {
        Path monitoring = Manifest.DEPLOY.resolve("components/monitoring");
        return Stream.of(monitoring.resolve("alerts.yaml"), monitoring.resolve("dashboard.json"));
    }

    @ParameterizedTest
    @MethodSource("queries")
    void hasTheMetricsAndTheOutcomesThatAreAskedFor(Path queries) throws IOException {
        String scraped;
        try (RawHttp page = new RawHttp(port)) {
            page.send("GET /q/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
            scraped = page.read().body();
        }
        Set<String> asked = new TreeSet<>();
        for (Matcher metric = METRIC.matcher(Manifest.text(queries)); metric.find(); ) {
            // the header of rejects is named in an alert's description
            if (!metric.group(1).equals("sluice_reject_outcome")) {
                asked.add(metric.group(1));
                Matcher outcomes = OUTCOMES.matcher(metric.group(2) == null ? "" : metric.group(2));
                if (outcomes.find()) {
                    Stream.of(outcomes.group(1).split("[|]"))
                            .forEach(outcome -> asked.add(metric.group(1) + " outcome=\"" + outcome + "\""));
                }
            }
        }
        assertThat(asked).hasSizeGreaterThan(3);
        assertThat(asked).allSatisfy(series -> {
            String[] nameAndLabel = series.split(" ");
            assertThat(scraped.lines())
                    .anyMatch(line -> line.split("[{ ]")[0].equals(nameAndLabel[0])
                            && (nameAndLabel.length == 1 || line.contains(nameAndLabel[1])));
        });
    }
}
