package dev.sluice.egress.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ConfigErrors;
import dev.sluice.config.Configured;
import dev.sluice.egress.LogCapture;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharedKeysTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            kafka: { securty.protocol: SSL }            | kafka.securty.protocol is not a setting: write security.protocol
            kafka: { Security.Protocol: SSL }           | kafka.Security.Protocol is not a setting: write security.protocol
            kafka: { compresion.type: gzip }            | kafka.compresion.type is not a setting: write compression.type
            kafka: { bootstrap.server: [a, b] }         | kafka.bootstrap.server is not a setting: write bootstrap.servers
            kafka: { group.id: a }                      | kafka.group.id is not a setting of Kafka's producer, and would do nothing: leave it out
            kafka: { sasl.password: SENTINEL }          | kafka.sasl.password is not a setting: write sasl.jaas.config
            kafka: { ssl.ca.location: /ca.pem }         | kafka.ssl.ca.location is not a setting: write ssl.truststore.location
            kafka: { redact: { /a: drop } }             | kafka.redact./a is not a setting: did you mean sluice.redact?
            kafka: { sluice: { kind: knative } }        | kafka.sluice.kind is not a setting: did you mean sluice.kind?
            kafka: { acks: 1 }                          | kafka.acks '1' is refused: a 202 would not survive the loss of a broker; leave it out
            kafka: { enable.idempotence: false }        | kafka.enable.idempotence 'false' is refused: retries would duplicate records; leave it out
            kafka: { retries: 3 }                       | kafka.retries '3' is refused: the connector would send again after the client gave up, out of order; leave it out
            kafka: { max.block.ms: 60000 }              | kafka.max.block.ms '60000' is refused: one record would hold up all others; leave it out
            kafka: { delivery.timeout.ms: 120000 }      | kafka.delivery.timeout.ms '120000' is refused: it exceeds sluice.ack-deadline of 30000 ms, so senders would get 504 for records that are still being delivered; leave it out or raise sluice.ack-deadline
            kafka: { lazy-client: false }               | kafka.lazy-client 'false' is refused: the startup would wait for Kafka; leave it out
            kafka: { topic: orders }                    | kafka.topic 'orders' is refused: it would do nothing, because records are complete; write sluice.topic
            kafka: { interceptor-bean: a }              | kafka.interceptor-bean 'a' is refused: an interceptor may change or drop a record after Sluice checked it; leave it out
            kafka: { reconnect.backoff.max.ms: 5000 }   | kafka.reconnect.backoff.max.ms '5000' is refused: the channel has its own, which would win; write mp.messaging.outgoing.records.reconnect.backoff.max.ms
            kafka: { compression.type: zip }            | kafka.compression.type 'zip' is refused: it is not allowed; write a value of [none, gzip, snappy, lz4, zstd]
            mp.messaging.connector.smallrye-kafka.lingr.ms: 5           | mp.messaging.connector.smallrye-kafka.lingr.ms is not a setting: write linger.ms
            mp.messaging.connector.smallrye-kafka.acks: 1               | mp.messaging.connector.smallrye-kafka.acks '1' is refused: a 202 would not survive the loss of a broker; leave it out
            mp.messaging.connector.smallrye-kafka.lazy-client: false    | mp.messaging.connector.smallrye-kafka.lazy-client 'false' is refused: the startup would wait for Kafka; leave it out
            mp.messaging.outgoing.record.linger.ms: 5                   | mp.messaging.outgoing.record.linger.ms is read by no channel: write mp.messaging.outgoing.records.linger.ms
            mp.messaging.outgoing.linger.ms: 5                          | mp.messaging.outgoing.linger.ms is read by no channel: write mp.messaging.outgoing.records.linger.ms
            kafka: { sasl.login.class: '${NO_CLASS}' }  | kafka.sasl.login.class refers to something that is not set: set it, or write ${NAME:default}, and $$ for a $ that is meant
            kafka: { linger.ms: '' }                    | kafka.linger.ms has no value: write one, or leave the key out
            kafka: { security.protocol: "" }            | kafka.security.protocol has no value: write one, or leave the key out
            mp.messaging.connector.smallrye-kafka.linger.ms: ''         | mp.messaging.connector.smallrye-kafka.linger.ms has no value: write one, or leave the key out
            mp.messaging.outgoing.records.ssl.endpoint.identification.algorithm: '' | mp.messaging.outgoing.records.ssl.endpoint.identification.algorithm has no value: write one, or leave the key out
            kafka: { security.protocol: SSL, ssl.endpoint.identification.algorithm: none } | kafka.ssl.endpoint.identification.algorithm 'none' is refused: no broker's certificate would be accepted, because Java verifies names by https or ldaps; write https, or leave it out
            """)
    void tellsAKeyThatNobodyReadsOrThatBreaksAPromise(String line, String told) {
        assertThat(refusals(line, Map.of())).containsExactly(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka: { acks: all, retries: 0, linger.ms: 5, client.id: a }",
                "kafka: { connections.max.idle.ms: 180000, batch.size: 65536 }",
                "kafka: { bootstrap.servers: [a:9092, b:9092] }",
                "mp.messaging.outgoing.records.bootstrap.servers: [a:9092, b:9092]",
                "kafka: { metric.reporters: a.B, reporter.url: x }",
                "kafka: { metric.reporters: '' }",
                "kafka: { security.protocol: SSL, ssl.endpoint.identification.algorithm: HTTPS }",
                "'%other': { kafka: { acks: 1, securty.protocol: SSL } }",
                "mp.messaging.outgoing.audit: { connector: smallrye-kafka, topic: a }",
                "mp: { messaging: { outgoing: { records: { linger.ms: 5 } } } }"
            })
    void takesTheRest(String line) {
        assertThat(refusals(line, Map.of())).isEmpty();
    }

    @Test
    void leavesVariablesOfKubernetesAloneAndRefusesThoseThatAreSettings() {
        Map<String, String> variables = new HashMap<>(Map.of(
                "KAFKA_PORT", "tcp://10.0.0.1:9092",
                "KAFKA_SERVICE_HOST", "10.0.0.1",
                "KAFKA_PORT_9092_TCP_ADDR", "10.0.0.1",
                "KAFKA_TOPIC", "orders",
                "KAFKA_PASSWORD", "p"));
        assertThat(refusals("", variables)).isEmpty();
        variables.put("KAFKA_ACKS", "1");
        assertThat(refusals("", variables))
                .containsExactly(
                        "kafka.acks '1' is refused: a 202 would not survive the loss of a broker; leave it out");
    }

    @Test
    void warnsOfAVariableThatLooksLikeASettingWithATypingError() {
        Map<String, String> variables = Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", "a:9092",
                "KAFKA_SECURTY_PROTOCOL", "SSL",
                "KAFKA_PORT_9092_TCP_PORT", "9092",
                "KAFKA_CREDENTIALS", "/a");
        ConfigErrors errors = new ConfigErrors();
        try (LogCapture log = new LogCapture()) {
            settings().check(null, configured("", variables).all(), errors);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .endsWith("KAFKA_SECURTY_PROTOCOL is not a setting, so nothing reads it: did you mean"
                            + " KAFKA_SECURITY_PROTOCOL?");
        }
        assertThat(errors.lines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kafka: { security.protocol: SSL, ssl.endpoint.identification.algorithm: "" }  |   | 1
            kafka: { security.protocol: SSL, ssl.endpoint.identification.algorithm: " " } | | 1
            kafka: { security.protocol: SSL, ssl.endpoint.identification.algorithm: https } |   | 0
            kafka: { security.protocol: SSL }     | KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM | 1
            kafka: { linger.ms: 5 }               | KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM | 0
            kafka: { linger.ms: 5 }               | KAFKA_LINGER_MS | 0
            """)
    void warnsWhereHostNamesAreNotVerified(String line, String emptyVariable, int lines) {
        Map<String, String> variables = new HashMap<>(Map.of("KAFKA_BOOTSTRAP_SERVERS", "a:9092"));
        if (emptyVariable != null) {
            variables.put(emptyVariable, "");
        }
        ConfigErrors errors = new ConfigErrors();
        try (LogCapture log = new LogCapture()) {
            settings().check(null, configured(line, variables).all(), errors);
            assertThat(log.lines())
                    .hasSize(lines)
                    .allSatisfy(told -> assertThat(told)
                            .contains(" kafka.ssl.endpoint.identification.algorithm is empty, so the client does not"
                                    + " compare the name in a broker's certificate with its address"));
        }
        assertThat(errors.lines()).isEmpty();
    }

    @Test
    void tellsServersThatReferToWhatIsNotSetOnce() {
        ConfigErrors errors = new ConfigErrors();
        settings()
                .check(
                        null,
                        configured("kafka.bootstrap.servers: '${BROKERS}'", Map.of())
                                .all(),
                        errors);
        assertThat(errors.lines())
                .containsExactly("kafka.bootstrap.servers refers to something that is not set: set it, or write"
                        + " ${NAME:default}, and $$ for a $ that is meant");
    }

    @Test
    void tellsServersUnderAMisspeltNameOnce() {
        ConfigErrors errors = new ConfigErrors();
        settings()
                .check(
                        null,
                        configured("kafka.bootstrap-servers: a:9092", Map.of()).all(),
                        errors);
        assertThat(errors.lines()).containsExactly("kafka.bootstrap-servers is not a setting: write bootstrap.servers");
    }

    /** As for the keys of Sluice: {@code security.protocol:} alone would be no TLS. */
    @Test
    void areToldWithoutAValueToo() {
        assertThat(Configured.by("sluice.topic: t\nkafka:\n  security.protocol:\n")
                        .errors())
                .containsExactly("kafka.security.protocol has no value: write one (in quotes if it has"
                        + " braces), or leave the key out");
    }

    private static ProducerSettings settings() {
        return ProducerSettingsTest.settings("30s", "key");
    }

    /** With what Sluice's own file has for the channel, which is weaker. */
    static Configured configured(String line, Map<String, String> variables) {
        return Configured.by("sluice.topic: events\n" + line + "\n", variables);
    }

    static Collection<String> refusals(String line, Map<String, String> variables) {
        return settings().refusals("records", configured(line, variables).all());
    }
}
