package dev.sluice.egress.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ConfigErrors;
import java.util.Collection;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtherChannelsTest {

    private static final String NEITHER =
            "the channels are records and rejects, MP_MESSAGING_OUTGOING_RECORDS_ and MP_MESSAGING_OUTGOING_REJECTS_;"
                    + " leave it out";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MP_MESSAGING_OUTGOING_RECORD_LINGER_MS | write MP_MESSAGING_OUTGOING_RECORDS_LINGER_MS",
                "MP_MESSAGING_OUTGOING_RECORD_CONNECTOR | write MP_MESSAGING_OUTGOING_RECORDS_CONNECTOR",
                "MP_MESSAGING_OUTGOING_REJECT_LINGER_MS | write MP_MESSAGING_OUTGOING_REJECTS_LINGER_MS",
                "mp_messaging_outgoing_record_linger_ms | write MP_MESSAGING_OUTGOING_RECORDS_LINGER_MS",
                "MP_MESSAGING_OUTGOING_LINGER_MS        | write MP_MESSAGING_OUTGOING_RECORDS_LINGER_MS",
                "MP_MESSAGING_OUTGOING_EVENTS_TOPIC     | " + NEITHER,
                "MP_MESSAGING_INCOMING_RECORDS_TOPIC    | " + NEITHER,
                "MP_MESAGING_OUTGOING_RECORDS_LINGER_MS | did you mean MP_MESSAGING_OUTGOING_RECORDS_LINGER_MS?"
            })
    void tellsAVariableThatNoChannelReads(String variable, String told) {
        assertThat(lines("", Map.of(variable, "5"))).containsExactly(variable + " is read by no channel: " + told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mp.mesaging.outgoing.records.linger.ms",
                "mp.messaging.outgoin.records.linger.ms",
                "mp.messaging.outgoings.records.linger.ms"
            })
    void tellsAKeyOfAFileWhoseBeginningIsMisspelt(String key) {
        assertThat(lines(key + ": 5", Map.of()))
                .containsExactly(key + " is read by no channel: did you mean mp.messaging.outgoing.records.linger.ms?");
    }

    @Test
    void leavesAloneAChannelWithAConnectorOfItsOwn() {
        assertThat(lines("mp.messaging.outgoing.audit.connector: a", Map.of("MP_MESSAGING_OUTGOING_AUDIT_TOPIC", "a")))
                .isEmpty();
    }

    @Test
    void leavesVariablesOfTheChannelsAndOfOthersAlone() {
        assertThat(lines(
                        "",
                        Map.of(
                                "MP_MESSAGING_OUTGOING_RECORDS_LINGER_MS", "5",
                                "mp_messaging_outgoing_rejects_linger_ms", "5",
                                "MP_MESSAGING_CONNECTOR_SMALLRYE_KAFKA_LINGER_MS", "5",
                                "MP_OTHER", "5")))
                .isEmpty();
    }

    private static Collection<String> lines(String line, Map<String, String> variables) {
        ConfigErrors errors = new ConfigErrors();
        String servers = "kafka.bootstrap.servers: a:9092\n" + line;
        ProducerSettingsTest.settings("30s", "key")
                .check(null, SharedKeysTest.configured(servers, variables).all(), errors);
        return errors.lines();
    }
}
