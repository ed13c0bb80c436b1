package dev.sluice.core.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Trace;
import dev.sluice.core.event.Undecoded;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What could not be decoded, as a record. Parked events have their test with a broker. */
class RejectEncoderTest {

    private static final Refusal REFUSAL = Refusal.malformed("why");
    private static final Undecoded.Header ID = new Undecoded.Header("ce-id", Bytes.utf8("1"));

    private final RejectEncoder encoder = new RejectEncoder("rejects", "host");

    @Test
    void hasTheBytesAsValueAndTheRequestAndTheReasonAsHeaders() {
        Bytes element = Bytes.utf8("[{},1]").slice(1, 3);
        Trace trace = Trace.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null);
        KafkaRecord record = encode(new Undecoded(REFUSAL, 0, element, List.of(ID, ID), 3), trace);
        assertThat(record.topic()).isEqualTo("rejects");
        assertThat(record.key()).isNull();
        assertThat(record.value()).asString(StandardCharsets.UTF_8).isEqualTo("{}");
        assertThat(record.headers())
                .extracting(header -> header.name() + "=" + new String(header.value(), StandardCharsets.UTF_8))
                .containsExactly(
                        "sluice_request_ce-id=1",
                        "sluice_request_ce-id=1",
                        "sluice_reject_headers_left_out=3",
                        "traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                        "sluice_reject_outcome=MALFORMED",
                        "sluice_reject_rule=why",
                        "sluice_reject_time=1970-01-01T00:00:00Z",
                        "sluice_reject_instance=host");
    }

    @Test
    void hasNoValueWhereThereWasNoBody() {
        KafkaRecord record = encode(new Undecoded(REFUSAL, 0, Bytes.empty(), List.of(ID), 0), null);
        assertThat(record.value()).isNull();
        assertThat(record.headers())
                .extracting(KafkaRecord.Header::name)
                .doesNotContain("sluice_reject_headers_left_out", "traceparent");
    }

    private KafkaRecord encode(Undecoded undecoded, Trace trace) {
        Refusal refusal = undecoded.refusal();
        return encoder.encode(
                undecoded, trace, refusal.reason().name(), refusal.getMessage(), refusal.route(), Instant.EPOCH);
    }
}
