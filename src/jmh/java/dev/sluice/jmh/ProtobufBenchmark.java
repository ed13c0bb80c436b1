package dev.sluice.jmh;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.util.JsonFormat;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaType;
import dev.sluice.format.protobuf.ProtobufSerializer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to write an order of 1 KiB of JSON as Protocol Buffers: in one pass over its bytes, with the members in
 * the order of the fields or in the opposite one; and, beside it, by way of protobuf-java's mapping and its dynamic
 * messages.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 8, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 150, timeUnit = TimeUnit.MILLISECONDS)
public class ProtobufBenchmark {

    private static final String TEXT = "syntax = 'proto3'; import 'google/protobuf/timestamp.proto';"
            + " message Order { string order_id = 1; int64 customer = 2; google.protobuf.Timestamp placed_at = 3;"
            + " string currency = 4; double total = 5; bool paid = 6; repeated Line lines = 7; string note = 8; }"
            + " message Line { string sku = 1; string title = 2; int32 quantity = 3; double price = 4; }";

    private static final String LINE =
            "{\"sku\":\"SKU-%05d\",\"title\":\"A thing that someone ordered, number %d\",\"quantity\":%d,\"price\":%d.95}";
    private static final int LINES = 8;
    private static final byte[] NO_PREFIX = {};

    private final ProtobufSerializer serializer = ProtobufSerializer.compile(
            new Schema(SchemaType.PROTOBUF, TEXT, List.of()), ProtobufSerializer.Options.DEFAULT);
    private final Bytes inOrder = Bytes.utf8(json(false));
    private final Bytes reversed = Bytes.utf8(json(true));
    private @Nullable Descriptor order;

    /** Makes the descriptor that the other way needs, and checks that both write the same. */
    @Setup
    public void prepare() throws DescriptorValidationException, InvalidProtocolBufferException {
        order = descriptor();
        if (!Arrays.equals(inFieldOrder(), byDynamicMessages()) || !Arrays.equals(inFieldOrder(), inOppositeOrder())) {
            throw new IllegalStateException("the ways differ");
        }
    }

    private static String json(boolean reversed) {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= LINES; i++) {
            lines.append(i == 1 ? "" : ",").append(LINE.formatted(i * 977, i, i, i * 3));
        }
        List<String> members = new ArrayList<>(List.of(
                "\"orderId\":\"3f0c4d3e-8d3f-4f6e-9c55-6f1f2b7a9d10\"",
                "\"customer\":\"90071992547409931\"",
                "\"placedAt\":\"2026-11-27T12:34:56.789Z\"",
                "\"currency\":\"EUR\"",
                "\"total\":1234.56",
                "\"paid\":true",
                "\"lines\":[" + lines + "]",
                "\"note\":\"leave it at the door\""));
        if (reversed) {
            Collections.reverse(members);
        }
        return "{" + String.join(",", members) + "}";
    }

    private static Descriptor descriptor() throws DescriptorValidationException {
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setName("order.proto")
                .setSyntax("proto3")
                .addDependency(TimestampProto.getDescriptor().getName())
                .addMessageType(message(
                        "Order",
                        "string order_id",
                        "int64 customer",
                        "message placed_at",
                        "string currency",
                        "double total",
                        "bool paid",
                        "message lines",
                        "string note"))
                .addMessageType(message("Line", "string sku", "string title", "int32 quantity", "double price"))
                .build();
        return FileDescriptor.buildFrom(file, new FileDescriptor[] {TimestampProto.getDescriptor()})
                .findMessageTypeByName("Order");
    }

    private static DescriptorProto message(String name, String... fields) {
        DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
        for (String field : fields) {
            int blank = field.indexOf(' ');
            FieldDescriptorProto.Builder declared = message.addFieldBuilder()
                    .setName(field.substring(blank + 1))
                    .setNumber(message.getFieldCount())
                    .setLabel(Label.LABEL_OPTIONAL)
                    .setType(FieldDescriptorProto.Type.valueOf(
                            "TYPE_" + field.substring(0, blank).toUpperCase(Locale.ROOT)));
            if (declared.getName().equals("lines")) {
                declared.setLabel(Label.LABEL_REPEATED).setTypeName(".Line");
            } else if (declared.getType() == FieldDescriptorProto.Type.TYPE_MESSAGE) {
                declared.setTypeName(".google.protobuf.Timestamp");
            }
        }
        return message.build();
    }

    /** In one pass. */
    @Benchmark
    public byte[] inFieldOrder() {
        return serializer.serialize(inOrder, NO_PREFIX);
    }

    /** In one pass, after which every field has to be moved. */
    @Benchmark
    public byte[] inOppositeOrder() {
        return serializer.serialize(reversed, NO_PREFIX);
    }

    /** Characters, Gson's tree, a message, bytes. */
    @Benchmark
    public byte[] byDynamicMessages() throws InvalidProtocolBufferException {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(Objects.requireNonNull(order));
        JsonFormat.parser().merge(inOrder.asUtf8(), message);
        return message.build().toByteArray();
    }
}
