package dev.sluice.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.format.avro.AvroEventFormat;
import dev.sluice.vectors.Vector;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as an event in Avro: an event that keeps the invariants, or a refusal. Starts from the vectors. */
class AvroEventFuzzTest {

    private final AvroEventFormat format = new AvroEventFormat();

    static Stream<Arguments> bodies() {
        return Vector.all()
                .filter(vector -> vector.name().startsWith("avro/"))
                .map(vector -> Arguments.of((Object) vector.body()));
    }

    @MethodSource("bodies")
    @FuzzTest(maxDuration = "60s")
    void decodesOrRefuses(byte[] record) {
        CloudEvent event;
        try {
            event = format.decode(Bytes.of(record));
        } catch (Refusal refused) {
            return;
        }
        Invariants.check(event);
        Bytes data = event.data();
        if (data != null && data.array() != record && Objects.equals(event.dataContentType(), "application/json")) {
            Invariants.require(JsonOracle.isValue(data.toArray()), "a value is written as what is not JSON");
        }
    }
}
