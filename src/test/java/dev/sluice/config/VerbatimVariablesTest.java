package dev.sluice.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.kafka.KafkaRecord;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerbatimVariablesTest {

    private static final String FILE = """
            sluice.topic: events
            kafka: { sasl.jaas.config: 'module required password="${KP}";' }
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pa$$word",
                "pa${x}word",
                "${x}",
                "${x:y}",
                "pa\\$word",
                "a\\\\$b",
                "$",
                "$$",
                "$$$",
                "\\",
                "\\\\",
                "a\\b",
                "${",
                "$}",
                "}",
                "${a${b}}",
                "$\\$",
                "a:b",
                "${KP}",
                "${KAFKA_SASL_JAAS_CONFIG}",
                "${sys::a}",
                " $ ",
                "$1\u00e9"
            })
    void areWhatTheyAreWhetherAKeyIsSetByThemOrAFileRefersToThem(String secret) {
        Configured direct = Configured.by(
                "sluice.topic: events", Map.of("KAFKA_SASL_JAAS_CONFIG", secret, "SLUICE_REDACT_SECRET", secret));
        assertThat(direct.value("kafka.sasl.jaas.config")).contains(secret);
        assertThat(direct.value("KAFKA_SASL_JAAS_CONFIG")).contains(secret);
        assertThat(direct.value("sluice.redact-secret")).contains(secret);
        assertThat(Configured.by(FILE, Map.of("KP", secret)).value("kafka.sasl.jaas.config"))
                .contains("module required password=\"" + secret + "\";");
    }

    /** Computed elsewhere, by {@code openssl dgst -sha256 -hmac '0123456789$$abcdef'}. */
    @Test
    void areWhatHashesAreMadeWith() throws Exception {
        String yaml = "sluice: { topic: t, redact: { /email: hash } }";
        Configured configured = Configured.by(yaml, Map.of("SLUICE_REDACT_SECRET", "0123456789$$abcdef"));
        CloudEventBuilder event = new CloudEventBuilder()
                .set("specversion", "1.0")
                .set("id", "1")
                .set("source", "/s")
                .set("type", "t")
                .set("datacontenttype", "application/json")
                .data(Bytes.utf8("{\"email\":\"a@b.c\"}"));
        KafkaRecord record = configured
                .mapper()
                .map(event.build(), Arrival.ANONYMOUS)
                .records()
                .get(0);
        assertThat(record.value())
                .asString(UTF_8)
                .contains("77c2e281ba061361ae8b332298cae4063b890a85ed407bc53ab005d53b679a60");
    }

    @Test
    void leaveReferencesToFiles() {
        String yaml = "sluice: { topic: '${TOPIC:events}-$${a}', path: '/${A}/${sluice.kind}', kind: knative }";
        Configured configured = Configured.by(yaml, Map.of("A", "$$"));
        assertThat(configured.value("sluice.topic")).contains("events-${a}");
        assertThat(configured.value("sluice.path")).contains("/$$/knative");
    }
}
