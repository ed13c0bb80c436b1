package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.config.Configured;
import dev.sluice.config.SluiceConfig;
import dev.sluice.core.http.HeaderValues;
import dev.sluice.egress.settings.ProducerOf;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether the function starts with what {@code deploy/} configures, and whether the two keep the same time. */
class SettingsTest {

    /** What the JVM took beside its heap, and for 10,000 callers: see src/docs/measurements.md. */
    private static final long MEASURED_MIB_BESIDE_THE_HEAP = 148 + 113;

    /**
     * How long no request may come before Knative tells an instance to end: {@code drainSleepDuration} of its proxy.
     */
    private static final Duration KNATIVE_WAITS = Duration.ofSeconds(30);

    /** What Cloud Run gives an instance to end, by its container runtime contract. */
    private static final Duration CLOUD_RUN_GRACE = Duration.ofSeconds(10);

    /** What Pub/Sub waits for an answer, unless the subscription says otherwise. */
    private static final Duration PUBSUB_WAITS = Duration.ofSeconds(10);

    static Stream<Setup> setups() {
        return Setup.all();
    }

    @ParameterizedTest
    @MethodSource("setups")
    void isWhatSluiceAndTheKafkaClientStartWith(Setup setup) {
        Configured configured = setup.configured();
        assertThat(configured.errors()).isEmpty();
        assertThat(configured.value("kafka.bootstrap.servers")).isPresent();
        assertThat(configured.mapper().knownTopics()).isNotEmpty();
        assertThat(ProducerOf.settings(configured).getString(ProducerConfig.ACKS_CONFIG))
                .isEqualTo("-1");
    }

    @ParameterizedTest
    @MethodSource("setups")
    void setsNothingThatNobodyReads(Setup setup) {
        Set<String> kafka = new TreeSet<>();
        Set<String> others = new TreeSet<>();
        for (Manifest file : Manifest.parse("config/application.yaml", setup.configuration())) {
            file.at("/kafka").fieldNames().forEachRemaining(kafka::add);
            file.content().fieldNames().forEachRemaining(others::add);
        }
        for (String variable : setup.variables().keySet()) {
            String key = variable.toLowerCase(Locale.ROOT).replace('_', '.');
            if (key.startsWith("kafka.")) {
                kafka.add(key.substring("kafka.".length()));
            } else if (!key.startsWith("sluice.")) {
                assertThat(applicationDefault(key))
                        .as("what " + variable + " overrides")
                        .isPresent();
            }
        }
        assertThat(kafka).isNotEmpty().isSubsetOf(ProducerConfig.configNames());
        // all below sluice is told by the errors of the configuration
        assertThat(others).isSubsetOf("kafka", "sluice");
    }

    @ParameterizedTest
    @MethodSource("setups")
    void giveUpOneAfterTheOtherFromTheBrokerToTheSender(Setup setup) {
        SluiceConfig config = setup.configured().config();
        ProducerConfig producer = ProducerOf.settings(setup.configured());
        Duration linger = Duration.ofMillis(producer.getLong(ProducerConfig.LINGER_MS_CONFIG));
        Duration block = Duration.ofMillis(producer.getLong(ProducerConfig.MAX_BLOCK_MS_CONFIG));
        Duration request = Duration.ofMillis(producer.getInt(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG));
        Duration delivery = Duration.ofMillis(producer.getInt(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG));
        assertThat(linger.plus(request)).isLessThanOrEqualTo(delivery);
        assertThat(block.plus(delivery)).isLessThanOrEqualTo(config.ackDeadline());
        if (setup.pod().has("timeoutSeconds")) {
            assertThat(config.bodyTimeout().plus(config.ackDeadline())).isLessThan(timeout(setup));
        }
        setup.only("Trigger")
                .ifPresent(trigger ->
                        assertThat(timeout(setup)).isLessThan(Duration.parse(trigger.text("/spec/delivery/timeout"))));
        if (setup.isCloudRun()) {
            assertThat(config.ackDeadline()).isLessThan(PUBSUB_WAITS);
        }
    }

    /** Knative's dispatchers do not encode; the patch that says so is there only once kustomize has run. */
    @ParameterizedTest
    @MethodSource("setups")
    void takesHeaderValuesAsTheyAreWhereATriggerSendsThem(Setup setup) {
        assumeThat(setup.ofKind("ConfigMap")).as("kustomize has run").isNotEmpty();
        HeaderValues expected = setup.only("Trigger").isPresent() ? HeaderValues.RAW : HeaderValues.ENCODED;
        assertThat(setup.configured().config().senders().get(0).headerValues()).isEqualTo(expected);
    }

    /**
     * Before retry number n, from 1, the Kafka broker waits the delay times 2^n, and the channel-based one 2^(n-1).
     * Read in eventing-kafka-broker of July 2026 ({@code WebClientCloudEventSender}), and in eventing of June 2026
     * ({@code RetryConfigFromDeliverySpec}; its retryablehttp counts from 0). Neither has an upper bound.
     */
    @ParameterizedTest
    @MethodSource("setups")
    void saysForHowLongEachDispatcherRetries(Setup setup) {
        assumeThat(setup.only("Trigger")).as("a Trigger sends events").isPresent();
        Manifest trigger = setup.only("Trigger").orElseThrow();
        assertThat(trigger.text("/spec/delivery/backoffPolicy")).isEqualTo("exponential");
        Duration delay = Duration.parse(trigger.text("/spec/delivery/backoffDelay"));
        Duration channel = Duration.ZERO;
        for (int retry = 1; retry <= trigger.at("/spec/delivery/retry").asInt(); retry++) {
            channel = channel.plus(delay.multipliedBy(1L << (retry - 1)));
        }
        Duration kafka = channel.multipliedBy(2);
        assertThat(Manifest.text(Manifest.DEPLOY.resolve("components/trigger/trigger.yaml")))
                .containsPattern("Kafka broker: .*= +" + kafka.toSeconds() + " s, " + minutes(kafka) + " minutes")
                .containsPattern(
                        "channel-based broker: .*= +" + channel.toSeconds() + " s, " + minutes(channel) + " min");
        assertThat(Manifest.text(Manifest.DEPLOY.resolve("README.md")).replaceAll("\\s+", " "))
                .contains(
                        "for " + minutes(kafka) + " minutes with Knative's broker for Kafka, for " + minutes(channel));
    }

    private static String minutes(Duration duration) {
        return new BigDecimal(duration.toSeconds())
                .divide(BigDecimal.valueOf(60), MathContext.DECIMAL32)
                .stripTrailingZeros()
                .toPlainString();
    }

    @ParameterizedTest
    @MethodSource("setups")
    void endsBeforeItIsKilled(Setup setup) {
        Duration end = setup.configured().config().drainTimeout();
        if (setup.isCloudRun()) {
            assertThat(end).isLessThan(CLOUD_RUN_GRACE);
        } else if (setup.isKnative()) {
            assertThat(KNATIVE_WAITS.plus(end)).isLessThan(timeout(setup));
        } else {
            int preStop =
                    setup.container().at("/lifecycle/preStop/sleep/seconds").asInt();
            int grace = setup.pod().path("terminationGracePeriodSeconds").asInt();
            assertThat(end.plusSeconds(preStop)).isLessThan(Duration.ofSeconds(grace));
        }
    }

    @ParameterizedTest
    @MethodSource("setups")
    void letsNoMoreRequestsInThanSluiceTakes(Setup setup) {
        JsonNode concurrency = setup.pod().path("containerConcurrency");
        assumeThat(concurrency.isInt()).as("something limits the requests").isTrue();
        assertThat(concurrency.asInt())
                .isPositive()
                .isLessThanOrEqualTo(setup.configured().config().maxEventsInFlight());
        int target = setup.workload()
                .at("/spec/template/metadata/annotations/autoscaling.knative.dev~1target")
                .asInt(concurrency.asInt());
        assertThat(target).isPositive().isLessThanOrEqualTo(concurrency.asInt());
    }

    @ParameterizedTest
    @MethodSource("setups")
    void hasMemoryForTheHeapAndForWhatIsBesideIt(Setup setup) {
        JsonNode resources = setup.container().path("resources");
        long limit = bytes(resources.at("/limits/memory"));
        long heap = limit * Dockerfile.jvm().heapPercent() / 100;
        assertThat(heap).isGreaterThanOrEqualTo(4 * setup.configured().config().maxBytesInFlight());
        assertThat(limit).isGreaterThanOrEqualTo(heap + (MEASURED_MIB_BESIDE_THE_HEAP << 20));
        if (resources.has("requests")) {
            assertThat(bytes(resources.at("/requests/memory"))).isLessThanOrEqualTo(limit);
        }
    }

    /**
     * Knative Serving, {@code register.go} and {@code queue.go} of August 2026: it ignores a name that it does not
     * know.
     */
    @ParameterizedTest
    @MethodSource("setups")
    void limitsTheProxyOfKnative(Setup setup) {
        assumeThat(setup.isKnative()).isTrue();
        String prefix = "queue.sidecar.serving.knative.dev/";
        assertThat(setup.workload().at("/spec/template/metadata/annotations").fieldNames())
                .toIterable()
                .filteredOn(name -> name.startsWith(prefix))
                .containsExactlyInAnyOrder(
                        prefix + "cpu-resource-request",
                        prefix + "cpu-resource-limit",
                        prefix + "memory-resource-request",
                        prefix + "memory-resource-limit");
        for (String resource : List.of("cpu", "memory")) {
            BigDecimal request = amount(setup.annotation(prefix + resource + "-resource-request"));
            assertThat(request)
                    .isPositive()
                    .isLessThanOrEqualTo(amount(setup.annotation(prefix + resource + "-resource-limit")));
        }
        JsonNode requests = setup.container().at("/resources/requests");
        BigDecimal cpu =
                amount(requests.path("cpu").asText()).add(amount(setup.annotation(prefix + "cpu-resource-request")));
        long memory = bytes(requests.path("memory"))
                + amount(setup.annotation(prefix + "memory-resource-request")).longValueExact();
        assertThat(Manifest.text(Manifest.DEPLOY.resolve("README.md")))
                .contains(cpu.movePointRight(3).intValueExact() + "m CPU and " + (memory >> 20) + " MiB");
    }

    @ParameterizedTest
    @MethodSource("setups")
    void mountsWhatIsLookedForWhereItIsLookedFor(Setup setup) {
        List<String> mounts = new ArrayList<>();
        setup.container()
                .path("volumeMounts")
                .forEach(mount -> mounts.add(mount.path("mountPath").asText()));
        if (!setup.configuration().isEmpty()) {
            assertThat(mounts)
                    .contains(Dockerfile.jvm().directory() + "/config")
                    .contains("/tmp");
            assertThat(Dockerfile.nativeExecutable().directory())
                    .isEqualTo(Dockerfile.jvm().directory());
        }
        setup.configured().value("kafka.ssl.truststore.location").map(Path::of).ifPresent(store -> {
            assertThat(mounts).contains(store.getParent().toString());
            assertThat(setup.pod().path("volumes").toString()).contains("\"path\":\"" + store.getFileName() + "\"");
        });
        assertThat(setup.container().at("/ports/0/containerPort").asInt())
                .isEqualTo(Dockerfile.jvm().port())
                .isEqualTo(Dockerfile.nativeExecutable().port());
    }

    /** Of rights, those to write to these topics and to ask about them; of size, that of the largest record. */
    @ParameterizedTest
    @MethodSource("setups")
    void hasTheTopicsThatEventsGoToAndTheLeastRightsToThem(Setup setup) {
        assumeThat(setup.only("KafkaUser")).as("the setup makes its user").isPresent();
        Set<String> topics = new TreeSet<>(setup.configured().mapper().knownTopics());
        SluiceConfig.Rejects rejects = setup.configured().config().rejects();
        Optional.ofNullable(rejects).ifPresent(parked -> topics.add(parked.topic()));
        int largest = ProducerOf.settings(setup.configured()).getInt(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
        assertThat(setup.ofKind("KafkaTopic"))
                .allSatisfy(topic -> {
                    assertThat(topic.at("/spec/config").fieldNames())
                            .toIterable()
                            .isSubsetOf(LogConfig.configNames());
                    assertThat(topic.at("/spec/config/max.message.bytes").asInt())
                            .isGreaterThanOrEqualTo(largest);
                    assertThat(topic.at("/spec/config/min.insync.replicas").asInt())
                            .isPositive()
                            .isLessThanOrEqualTo(topic.at("/spec/replicas").asInt());
                })
                .extracting(Manifest::name)
                .containsExactlyInAnyOrderElementsOf(topics);
        Set<String> allowed = new TreeSet<>();
        for (JsonNode rule : setup.only("KafkaUser").orElseThrow().at("/spec/authorization/acls")) {
            assertThat(rule.at("/resource/type").asText()).isEqualTo("topic");
            assertThat(rule.at("/resource/patternType").asText()).isEqualTo("literal");
            assertThat(rule.path("operations").toString()).isEqualTo("[\"Write\",\"Describe\"]");
            allowed.add(rule.at("/resource/name").asText());
        }
        assertThat(allowed).isEqualTo(topics);
    }

    private static Duration timeout(Setup setup) {
        return Duration.ofSeconds(setup.pod().path("timeoutSeconds").asInt());
    }

    private static long bytes(JsonNode quantity) {
        return amount(quantity.asText()).longValueExact();
    }

    /** In bytes or in CPUs. */
    private static BigDecimal amount(String quantity) {
        return new Quantity(quantity).getNumericalAmount();
    }

    /** What the function sets itself, in src/main/resources. */
    private static Optional<String> applicationDefault(String key) {
        String pointer = "/" + key.replace('.', '/');
        String file = "src/main/resources/application.yaml";
        return Manifest.parse(file, Manifest.text(Path.of(file))).stream()
                .map(defaults -> defaults.at(pointer))
                .filter(JsonNode::isValueNode)
                .filter(node -> !node.isMissingNode())
                .map(JsonNode::asText)
                .findFirst();
    }
}
