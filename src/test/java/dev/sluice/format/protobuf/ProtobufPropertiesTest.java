package dev.sluice.format.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.sluice.core.event.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds of any schema and any data, against protobuf-java, which is given descriptors and not texts. */
class ProtobufPropertiesTest {

    private interface Property {
        void holds(Random random) throws Exception;
    }

    private static void run(int cases, Property property) {
        long seed = Long.getLong("sluice.seed", System.nanoTime());
        for (int i = 0; i < cases; i++) {
            try {
                property.holds(new Random(seed + i));
            } catch (Exception | AssertionError | StackOverflowError e) {
                throw new AssertionError("with -Dsluice.seed=" + (seed + i) + ": " + e.getMessage(), e);
            }
        }
    }

    @Test
    void whatIsWrittenIsReadAsTheOtherMappingReadsTheJson() {
        run(2_000, random -> {
            RandomProto proto = new RandomProto(random);
            FileDescriptor file = Schemas.descriptor(proto.descriptor());
            for (Descriptor message : all(file.getMessageTypes())) {
                ProtobufSerializer serializer = serializer(proto, message);
                String json = proto.json(message, 4);
                DynamicMessage.Builder expected = DynamicMessage.newBuilder(message);
                try {
                    JsonFormat.parser().merge(json, expected);
                } catch (InvalidProtocolBufferException e) {
                    throw new AssertionError(e.getMessage() + "\n" + proto.text() + "\n" + json, e);
                }
                byte[] written;
                try {
                    written = Schemas.write(serializer, json);
                } catch (Refusal e) {
                    throw new AssertionError(e.getMessage() + "\n" + proto.text() + "\n" + json, e);
                }
                DynamicMessage read = DynamicMessage.parseFrom(message, written);
                assertThat(read).as(proto.text() + "\n" + json).isEqualTo(expected.build());
                assertThat(read.toByteArray()).isEqualTo(expected.build().toByteArray());
                assertThat(read.getUnknownFields().asMap()).isEmpty();
                assertThat(numbers(written)).isSorted();
            }
        });
    }

    @Test
    void whatTheOtherMappingPrintsIsTaken() {
        run(500, random -> {
            RandomProto proto = new RandomProto(random);
            FileDescriptor file = Schemas.descriptor(proto.descriptor());
            Descriptor message = file.getMessageTypes().get(0);
            ProtobufSerializer serializer = serializer(proto, message);
            byte[] written = Schemas.write(serializer, proto.json(message, 3));
            DynamicMessage read = DynamicMessage.parseFrom(message, written);
            String printed = JsonFormat.printer().print(read);
            assertThat(DynamicMessage.parseFrom(message, Schemas.write(serializer, printed)))
                    .as(printed)
                    .isEqualTo(read);
        });
    }

    @Test
    void dataThatIsNotQuiteRightIsRefusedOrMeansTheSame() {
        int[] seen = new int[2];
        run(4_000, random -> {
            RandomProto proto = new RandomProto(random);
            FileDescriptor file = Schemas.descriptor(proto.descriptor());
            Descriptor message = file.getMessageTypes().get(0);
            ProtobufSerializer serializer = serializer(proto, message);
            String json = changed(proto.json(message, 3), random);
            byte[] written;
            try {
                written = Schemas.write(serializer, json);
            } catch (Refusal e) {
                seen[0]++;
                assertThat(e.reason()).isEqualTo(Refusal.Reason.INVALID_DATA);
                assertThat(e.getMessage()).matches("[ -~]{1,600}");
                return;
            }
            seen[1]++;
            if (json.contains("-0")) {
                // the other mapping makes 0 of it, even for a double
                return;
            }
            DynamicMessage read = DynamicMessage.parseFrom(message, written);
            DynamicMessage.Builder expected = DynamicMessage.newBuilder(message);
            JsonFormat.parser().merge(json, expected);
            assertThat(read).as(proto.text() + "\n" + json).isEqualTo(expected.build());
        });
        assertThat(seen[0]).as("refused").isGreaterThan(100);
        assertThat(seen[1]).as("taken").isGreaterThan(100);
    }

    @Test
    void aTextThatIsNotQuiteRightIsRefusedInOneLineOrTaken() {
        int[] seen = new int[2];
        run(4_000, random -> {
            String text = changed(new RandomProto(random).text(), random);
            try {
                Schemas.serializer(text);
                seen[1]++;
            } catch (IllegalArgumentException e) {
                seen[0]++;
                assertThat(e.getMessage()).as(text).matches("[ -~]{1,600}");
            }
        });
        assertThat(seen[0]).as("refused").isGreaterThan(100);
        assertThat(seen[1]).as("taken").isGreaterThan(100);
    }

    private static String changed(String text, Random random) {
        StringBuilder changed = new StringBuilder(text);
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
            case 0 -> changed.deleteCharAt(at);
            case 1 -> changed.insert(at, "\"{}[]:,0-1etn. =;<".charAt(random.nextInt(18)));
            case 2 -> changed.setCharAt(at, "\"{}[]:,0-1etn. =;<".charAt(random.nextInt(18)));
            default -> {
                int other = random.nextInt(text.length());
                changed.insert(at, text, Math.min(at, other), Math.min(text.length(), Math.min(at, other) + 5));
            }
        }
        return changed.toString();
    }

    private static ProtobufSerializer serializer(RandomProto proto, Descriptor message) {
        try {
            return ProtobufSerializer.compile(
                    Schemas.of(proto.text()), new ProtobufSerializer.Options(message.getFullName(), false));
        } catch (IllegalArgumentException e) {
            throw new AssertionError(e.getMessage() + "\n" + proto.text(), e);
        }
    }

    private static List<Descriptor> all(List<Descriptor> messages) {
        List<Descriptor> all = new ArrayList<>();
        for (Descriptor message : messages) {
            if (!message.getOptions().getMapEntry()) {
                all.add(message);
                all.addAll(all(message.getNestedTypes()));
            }
        }
        return all;
    }

    private static List<Integer> numbers(byte[] written) throws Exception {
        List<Integer> numbers = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(written);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            numbers.add(tag >>> 3);
            in.skipField(tag);
        }
        return numbers;
    }
}
