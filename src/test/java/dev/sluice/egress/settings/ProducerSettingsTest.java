package dev.sluice.egress.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.config.ConfigErrors;
import dev.sluice.config.ConfigReader;
import dev.sluice.config.SluiceKeys;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.certs.CertificateGenerator;
import io.smallrye.certs.CertificateRequest;
import io.smallrye.certs.Format;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

public class ProducerSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "acks, 1, a 202 would not survive",
        "acks, 0, a 202 would not survive",
        "enable.idempotence, false, retries would duplicate",
        "value.serializer, org.apache.kafka.common.serialization.StringSerializer, would not be the bytes sent",
        "key.serializer, org.apache.kafka.common.serialization.StringSerializer, would not be the bytes sent",
        "retries, 5, out of order",
        "delivery.timeout.ms, 120000, exceeds sluice.ack-deadline",
        "max.block.ms, 60000, would hold up all others",
        "request.timeout.ms, 28000, exceeds delivery.timeout.ms",
        "linger.ms, soon, is not a number",
        "metadata.max.idle.ms, 300000, would fail the first record after a pause",
        "metadata.max.idle.ms, 315360000000, ask for missing topics forever",
        "batch.size, -1, is not a number",
    })
    void refusesWhatBreaksAPromiseNamingKeyValueAndConsequence(String key, String value, String consequence) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> customized("30s", Map.of(key, value)))
                .withMessageContaining(consequence)
                .withMessageContaining("'" + value + "'")
                .withMessageStartingWith("mp.messaging.outgoing.records.")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "compression.type | zip | 'zip' is refused: it is not allowed; write a value of [none, gzip, snappy, lz4, zstd]",
                "batch.size | lots | 'lots' is refused: it is not a number; write 0 or more, or leave it out",
                "buffer.memory | -1 | '-1' is refused: it is not allowed; write a value of 0 or more",
                "enable.metrics.push | maybe | 'maybe' is refused: it is neither true nor false; write one of them",
                "partitioner.ignore.keys | true | if that is meant, write sluice.partitioner: round-robin",
                "partitioner.class | org.apache.kafka.clients.producer.RoundRobinPartitioner | write sluice.partitioner: key or",
                "partitioner.class | no.such.Partitioner | write sluice.partitioner: key or round-robin",
                "max.in.flight.requests.per.connection | 6 | Kafka keeps the order only up to 5",
                "max.in.flight.requests.per.connection | some | it is not a number",
                "transactional.id | a | Sluice begins no transactions",
                "interceptor.classes | a.B | may change or drop a record",
                "interceptor-bean | a | may change or drop a record",
                "waitForWriteCompletion | false | a 202 would not wait for Kafka",
                "max-inflight-messages | 100 | the bound is sluice.max-events-in-flight",
                "merge | true | the channel has only one source",
                "cloud-events | true | would change records that Sluice has encoded",
                "tracing-enabled | true | headers that no sender sent",
                "lazy-client | false | the startup would wait for Kafka",
                "topic | other | write sluice.topic",
                "key | k | write sluice.key",
                "partition | 1 | it would do nothing",
                "retries | 3 | out of order",
                "acks | 1 | a 202 would not survive",
                "linger.ms | soon | is not a number of milliseconds",
                "compresion.type | gzip | is not a setting: write compression.type",
                "compression-type | gzip | is not a setting: write compression.type",
                "lingerms | 5 | is not a setting: write linger.ms",
                "sasl.jaas.confg | SENTINEL | is not a setting: write sasl.jaas.config",
                "waitForWriteCompletio | true | is not a setting: write waitForWriteCompletion",
                "group.instance.id | a | is not a setting of Kafka's producer or of its channel",
                "fetch.min.bytes | 1 | is not a setting of Kafka's producer or of its channel",
            })
    void refusesAtStartWhatKafkaOrAPromiseDoesNotAllow(String key, String value, String why) {
        for (String spelled :
                List.of(CHANNEL + key, (CHANNEL + key).replaceAll("\\W", "_").toUpperCase(Locale.ROOT))) {
            if (key.contains("-") && !spelled.startsWith("mp") && why.startsWith("is not")) {
                continue; // as a variable it is the setting
            }
            assertThat(refusals(Map.of(spelled, value)))
                    .as(spelled)
                    .singleElement()
                    .asString()
                    .startsWith(CHANNEL)
                    .contains(why)
                    .doesNotContain("\n", "SENTINEL");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "mp.messaging.outgoing.records.compression.type | zstd",
                "mp.messaging.outgoing.records.batch.size | 65536",
                "mp.messaging.outgoing.records.buffer.memory | 67108864",
                "mp.messaging.outgoing.records.max.in.flight.requests.per.connection | 1",
                "mp.messaging.outgoing.records.client.id | sluice",
                "mp.messaging.outgoing.records.client-id-prefix | a",
                "mp.messaging.outgoing.records.kafka-configuration | a",
                "mp.messaging.outgoing.records.close-timeout | 1000",
                "mp.messaging.outgoing.records.security.protocol | SSL",
                "mp.messaging.outgoing.records.metric.reporters | org.apache.kafka.common.metrics.JmxReporter",
                "mp.messaging.outgoing.records.partitioner.ignore.keys | false",
                "mp.messaging.outgoing.records.partitioner.adaptive.partitioning.enable | false",
                "mp.messaging.connector.smallrye-kafka.graceful-shutdown | false",
                "mp.messaging.connector.smallrye-kafka.fetch.min.bytes | 1",
                "MP_MESSAGING_OUTGOING_RECORDS_CLIENT_ID_PREFIX | a",
                "MP_MESSAGING_OUTGOING_RECORDS_MAX_INFLIGHT_MESSAGES | 0",
                "mp.messaging.outgoing.records.\"linger.ms\" | 5",
                "KAFKA_PORT | tcp://10.0.0.1:9092",
                "KAFKA_GROUP_ID | a",
                "KAFKA_SECURTY_PROTOCOL | SSL",
                "KAFKA_TOPIC | a",
                "mp.messaging.outgoing.rejects.anything | a",
            })
    void takesWhatKafkaAndTheConnectorKnow(String key, String value) {
        assertThat(refusals(Map.of(key, value))).isEmpty();
    }

    @Test
    void refusesTlsThatCannotBeMade() {
        String protocol = CHANNEL + "security.protocol";
        String trusted = CHANNEL + "ssl.truststore.location";
        assertThat(refusals(Map.of(protocol, "SSL", trusted, "/no/such/file.p12")))
                .singleElement()
                .asString()
                .startsWith(protocol + " 'SSL' is refused: TLS cannot be set up (")
                .contains("/no/such/file.p12")
                .endsWith("; check the files in ssl.*");
        assertThat(refusals(
                        Map.of(protocol, "SSL", trusted, "/no/such/file.p12", CHANNEL + "tls-configuration-name", "a")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS", "PEM"})
    void refusesAKeyStoreThatHoldsOnlyCertificates(String type, @TempDir Path directory) throws Exception {
        new CertificateGenerator(directory, true)
                .generate(new CertificateRequest()
                        .withName("broker")
                        .withPassword("changeit")
                        .withFormat(Format.valueOf(type)));
        String trusted = type.equals("PEM") ? "broker-ca.crt" : "broker-truststore." + EXTENSIONS.get(type);
        Map<String, String> configured = new HashMap<>(Map.of(
                CHANNEL + "security.protocol",
                "SSL",
                CHANNEL + "ssl.keystore.type",
                type,
                CHANNEL + "ssl.keystore.location",
                directory.resolve(trusted).toString()));
        if (!type.equals("PEM")) {
            configured.put(CHANNEL + "ssl.keystore.password", "changeit");
            configured.put(CHANNEL + "ssl.key.password", "changeit");
        }
        assertThat(refusals(configured))
                .singleElement()
                .asString()
                .startsWith(CHANNEL + "security.protocol 'SSL' is refused: TLS cannot be set up (")
                .containsPattern("ssl.keystore.location holds no private key|No matching PRIVATE KEY entries")
                .doesNotContain("\n");
    }

    private static final Map<String, String> EXTENSIONS = Map.of("PKCS12", "p12", "JKS", "jks");

    @Test
    void refusesSaslWithoutALogin() {
        Map<String, String> sasl =
                Map.of(CHANNEL + "security.protocol", "SASL_PLAINTEXT", CHANNEL + "sasl.mechanism", "PLAIN");
        assertThat(refusals(sasl))
                .singleElement()
                .isEqualTo(
                        "kafka.sasl.jaas.config is missing: set it, or KAFKA_SASL_JAAS_CONFIG, to the login of PLAIN");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sasl.jaas.config | org.apache.kafka.common.security.plain.PlainLoginModule SENTINEL username=a; | SASL_PLAINTEXT",
                "sasl.jaas.config | SENTINEL required; | SASL_PLAINTEXT",
                "ssl.keystore.key | SENTINEL | SSL",
                "ssl.keystore.password | SENTINEL | SSL",
                "ssl.keystore.pasword | SENTINEL | SSL",
                "ssl.truststore.certificates | SENTINEL | SSL",
                "sasl.login.callback.handler.class | token=SENTINEL | SASL_SSL",
                "sasl.oauthbearer.token.endpoint.url | https://a:SENTINEL@b c/ | SASL_SSL",
                "acks | password=SENTINEL | SSL",
                "linger.ms | -----BEGIN SENTINEL | SSL",
            })
    void showsNoSecretWhateverItIsRefusedFor(String key, String value, String protocol) {
        Map<String, String> configured = new HashMap<>(Map.of(
                CHANNEL + "security.protocol",
                protocol,
                CHANNEL + "ssl.keystore.type",
                key.contains("keystore.key") ? "PEM" : "PKCS12",
                CHANNEL + "ssl.truststore.type",
                key.contains("certificates") ? "PEM" : "PKCS12",
                CHANNEL + key,
                value));
        assertThat(refusals(configured)).allSatisfy(line -> assertThat(line).doesNotContain("SENTINEL"));
    }

    @Test
    void leavesKeysOfPlugInsToThem() {
        String reporters = CHANNEL + "metric.reporters";
        assertThat(refusals(Map.of(reporters, "a.Reporter", CHANNEL + "reporter.url", "x")))
                .isEmpty();
        assertThat(refusals(Map.of(reporters, "a.Reporter", CHANNEL + "lingr.ms", "x")))
                .hasSize(1);
    }

    @Test
    void refusesWhatAllKafkaClientsShareToo() {
        assertThat(refusals(Map.of("kafka.compression.type", "zip")))
                .singleElement()
                .asString()
                .contains("'zip' is refused");
    }

    @Test
    void reportsAllErrorsTogetherOneForEachKey() {
        Map<String, String> configured = Map.of(
                CHANNEL + "bootstrap.servers", "a:9092",
                CHANNEL + "compression.type", "zip",
                CHANNEL + "batch.size", "lots",
                CHANNEL + "linger.ms", "soon",
                CHANNEL + "acks", "7",
                CHANNEL + "colour", "red");
        assertThat(refusals(configured)).hasSize(5);
        ConfigErrors errors = new ConfigErrors();
        settings("30s", "key").check(null, config(configured), errors);
        assertThat(errors.lines()).hasSize(5);
    }

    /** They are told where they are written. */
    @ParameterizedTest
    @CsvSource({"sluice.batch.max-events, 0", "sluice.batch.max-bytes, lots", "sluice.max-events-in-flight, 0"})
    void refusesNothingThatFollowsFromAnotherError(String key, String value) {
        ConfigErrors errors = new ConfigErrors();
        SmallRyeConfig all = new SmallRyeConfigBuilder()
                .withMapping(SluiceKeys.class)
                .withDefaultValue(key, value)
                .build();
        ProducerSettings settings =
                new ProducerSettings(ConfigReader.read(all.getConfigMapping(SluiceKeys.class), all, errors));
        assertThat(errors.lines()).hasSize(1);
        assertThat(settings.refusals("records", config(Map.of()))).isEmpty();
    }

    @Test
    void refusesWhatOnlyTheClientKnowsToBeWrong() {
        assertThat(refusals(Map.of(CHANNEL + "metadata.recovery.strategy", "rebootstrap")))
                .isEmpty();
        assertThat(refusals(Map.of(CHANNEL + "reconnect.backoff.ms", "-7"))).hasSize(1);
    }

    @Test
    void reportsThatThereAreNoServersOnceForAllChannels() {
        ConfigErrors errors = new ConfigErrors();
        withRejects().check(null, config(Map.of()), errors);
        assertThat(errors.missing())
                .containsExactly(
                        "kafka.bootstrap.servers is missing: set it, or KAFKA_BOOTSTRAP_SERVERS, to host:port of"
                                + " your brokers");
        assertThat(errors.wrong()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka.bootstrap.servers",
                "mp.messaging.connector.smallrye-kafka.bootstrap.servers",
                "mp.messaging.outgoing.records.bootstrap.servers",
                "mp.messaging.outgoing.rejects.bootstrap.servers"
            })
    void refusesAListOfServersUnderTheKeyThatItIsWrittenUnder(String key) {
        Map<String, String> configured = new HashMap<>(Map.of(key, "broker"));
        configured.putIfAbsent("kafka.bootstrap.servers", "a:9092");
        ConfigErrors errors = new ConfigErrors();
        withRejects().check(null, config(configured), errors);
        assertThat(errors.lines())
                .containsExactly(key
                        + " 'broker' is not a list of brokers: write host:port, several with commas between" + " them");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a:9092 | 0",
                "a:9092, b.example:9093 | 0",
                "SASL_SSL://a:9092 | 0",
                "[::1]:9092 | 0",
                "a:65535 | 0",
                "a:65536 | 1",
                "a:9092, | 1",
                "a:9092 b:9092 | 1",
                "a:port | 1",
                "http://a:9092 | 1",
                "::1:9092 | 1"
            })
    void takesServersWithTheirPorts(String servers, int refusals) {
        ConfigErrors errors = new ConfigErrors();
        settings("30s", "key").check(null, config(Map.of("kafka.bootstrap.servers", servers)), errors);
        assertThat(errors.lines()).hasSize(refusals);
    }

    private static final String CHANNEL = "mp.messaging.outgoing.records.";
    private static final String REJECTS = "mp.messaging.outgoing.rejects.";

    static Collection<String> refusals(Map<String, String> configured) {
        return settings("30s", "key").refusals("records", config(configured));
    }

    static Config config(Map<String, String> configured) {
        boolean variables = configured.keySet().stream().anyMatch(key -> key.matches("[A-Z_]+"));
        Map<String, String> application = Map.of(
                CHANNEL + "acks", "all", CHANNEL + "retries", "0", REJECTS + "acks", "all", REJECTS + "retries", "0");
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(application, "application", 100))
                .withSources(
                        variables
                                ? new EnvConfigSource(configured, 300)
                                : new PropertiesConfigSource(configured, "operator", 200))
                .build();
    }

    public static ProducerSettings settings(String deadline, String partitioner) {
        return settings(Map.of("sluice.ack-deadline", deadline, "sluice.partitioner", partitioner));
    }

    private static ProducerSettings withRejects() {
        return settings(Map.of("sluice.rejects.topic", "rejects"));
    }

    private static ProducerSettings settings(Map<String, String> ours) {
        SmallRyeConfig all = new SmallRyeConfigBuilder()
                .withMapping(SluiceKeys.class)
                .withDefaultValues(ours)
                .build();
        return new ProducerSettings(ConfigReader.read(all.getConfigMapping(SluiceKeys.class), all, new ConfigErrors()));
    }

    public static Map<String, Object> connectorSettings(Map<String, String> configured) {
        Map<String, Object> settings = new HashMap<>(Map.of("acks", "all", "retries", "0"));
        settings.putAll(configured);
        return settings;
    }

    private static Map<String, Object> customized(String deadline, Map<String, String> configured) {
        return settings(deadline, "key").customize("records", null, connectorSettings(configured));
    }
}
