package dev.sluice.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.format.protobuf.ProtobufEventFormat;
import dev.sluice.vectors.Vector;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes as an event in Protobuf, and as a batch: an event that keeps the invariants and that Protobuf's own parser
 * reads alike, or a refusal. Starts from the vectors.
 */
class ProtobufEventFuzzTest {

    private static final BatchLimits LIMITS = new BatchLimits(10, 1 << 20);

    private final ProtobufEventFormat format = new ProtobufEventFormat();

    static Stream<Arguments> bodies() {
        return Vector.all()
                .filter(vector -> vector.name().startsWith("protobuf/"))
                .map(vector -> Arguments.of((Object) vector.body()));
    }

    @MethodSource("bodies")
    @FuzzTest(maxDuration = "60s")
    void decodesOrRefuses(byte[] message) throws InvalidProtocolBufferException {
        decodesABatchOrRefuses(message);
        CloudEvent event;
        try {
            event = format.decode(Bytes.of(message));
        } catch (Refusal refused) {
            return;
        }
        Invariants.check(event);
        io.cloudevents.v1.proto.CloudEvent parsed = io.cloudevents.v1.proto.CloudEvent.parseFrom(message);
        Invariants.require(
                List.of(event.id(), event.source(), event.type())
                        .equals(List.of(parsed.getId(), parsed.getSource(), parsed.getType())),
                "Protobuf's parser reads another event");
        Invariants.require(
                event.extensions().size() <= parsed.getAttributesCount(), "Protobuf's parser reads fewer attributes");
        Invariants.require(
                (event.data() == null)
                        == (parsed.getDataCase() == io.cloudevents.v1.proto.CloudEvent.DataCase.DATA_NOT_SET),
                "Protobuf's parser reads other data");
    }

    private void decodesABatchOrRefuses(byte[] message) {
        try {
            format.decodeBatch(Bytes.of(message), LIMITS, null).forEach(Invariants::check);
        } catch (Refusal refused) {
            return;
        }
        int[] refused = new int[1];
        format.decodeBatch(Bytes.of(message), LIMITS, (index, element, refusal) -> refused[0]++);
        Invariants.require(refused[0] == 0, "an element of a batch is refused only where that is kept");
    }
}
