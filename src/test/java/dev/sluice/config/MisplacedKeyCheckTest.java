package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MisplacedKeyCheckTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            redact: { /user/email: drop }                            | redact is not a key: did you mean sluice.redact?
            redact: { /user/email: drop, /user/name: drop }          | redact is not a key: did you mean sluice.redact?
            redact: /user/email=drop                                 | redact is not a key: did you mean sluice.redact?
            "redact./user/email": drop                               | redact is not a key: did you mean sluice.redact?
            routes: { a: { when: "x = 1", topic: a } }               | routes is not a key: did you mean sluice.routes?
            routes.a.topic: a                                        | routes is not a key: did you mean sluice.routes?
            key: [subject]                                           | key is not a key: did you mean sluice.key?
            schema: order.json                                       | schema is not a key: did you mean sluice.schema?
            security.protocol: SSL                                   | security.protocol is not a key: did you mean kafka.security.protocol?
            sasl: { mechanism: PLAIN }                               | sasl.mechanism is not a key: did you mean kafka.sasl.mechanism?
            topics-allowed: [a, b]                                   | topics-allowed is not a key: did you mean sluice.topics-allowed?
            path: /events                                            | path is not a key: did you mean sluice.path?
            rejects: { topic: r }                                    | rejects is not a key: did you mean sluice.rejects?
            dedup.entries: 5                                         | dedup is not a key: did you mean sluice.dedup?
            redcat: { /a: drop }                                     | redcat is not a key: did you mean sluice.redact?
            ackDeadline: 8s                                          | ackDeadline is not a key: did you mean sluice.ack-deadline?
            redact_secret: 0123456789abcdef                          | redact_secret is not a key: did you mean sluice.redact-secret?
            Sluice: { redact: { /a: drop } }                         | Sluice is not a key: did you mean sluice?
            slucie: { redact: { /a: drop } }                         | slucie is not a key: did you mean sluice?
            kafak: { security.protocol: SSL }                        | kafak is not a key: did you mean kafka?
            "%prod": { redact: { /a: drop } }                        | redact is not a key: did you mean sluice.redact?
            """)
    void tellsWhatStandsBesideSluice(String line, String told) {
        assertThat(Configured.by("sluice: { topic: events }\n" + line + "\n").errors())
                .containsExactly(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sluice.kind: knative",
                "kafka.acks: all",
                "quarkus: { log: { level: INFO } }",
                "mp.messaging.outgoing.records.linger.ms: 5",
                "'%other': { redact: { /a: drop } }",
                "observer: { url: 'https://a.example' }",
                "kafka: { ssl: { truststore: { type: PEM } } }",
                "'mp.messaging.outgoing.records.linger.ms': 5",
                "keys: [a]"
            })
    void leavesTheRestAlone(String line) {
        assertThat(Configured.by("sluice: { topic: events }\n" + line + "\n").errors())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            mp.messaging.outgoing.records: { linger.ms: 5 }             | mp.messaging.outgoing.records.linger.ms
            mp.messaging: { outgoing: { records: { linger: { ms: 5 } } } } | mp.messaging.outgoing.records.linger.ms
            kafka: { ssl.truststore: { type: PEM } }                    | kafka.ssl.truststore.type
            sluice.batch: { max-events: 5 }                             | sluice.batch.max-events
            sluice.redact: { "/a/b": drop }                             | sluice.redact./a/b
            sluice.routes: { a: { topic: a } }                          | sluice.routes.a.topic
            """)
    void tellsWhatIsBelowANameWithDots(String line, String key) {
        assertThat(Configured.by("sluice: { topic: events }\n" + line + "\n").errors())
                .containsExactly(key + " is not read, because what is below a name with dots is not: write it as one"
                        + " key, or each step on a line of its own");
    }

    @Test
    void leavesAloneWhatAnotherValueRefersTo() {
        assertThat(Configured.by("topic: events\nrejects: { name: r }\n"
                                + "sluice: { topic: '${topic}', rejects: { topic: '${rejects.name:x}' } }")
                        .errors())
                .isEmpty();
    }

    @Test
    void tellsASectionThatStandsBelowSluice() {
        assertThat(Configured.by("sluice: { topic: events, kafka: { bootstrap.servers: 'a:1' } }")
                        .errors())
                .containsExactly("sluice.kafka.bootstrap.servers is not a key of Sluice: did you mean"
                        + " kafka.bootstrap.servers?");
    }

    @Test
    void leavesVariablesAlone() {
        assertThat(Configured.by("sluice: { topic: events }", Map.of("PATH", "/bin", "KEY", "a", "REDACT", "b"))
                        .errors())
                .isEmpty();
    }

    @Test
    void tellsAPathInAFileThoughThereIsAVariableOfThatName() {
        assertThat(Configured.by("sluice: { topic: events }\npath: /events", Map.of("PATH", "/bin"))
                        .errors())
                .containsExactly("path is not a key: did you mean sluice.path?");
    }
}
