package dev.sluice;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaType;
import dev.sluice.core.value.Serializer;
import dev.sluice.format.protobuf.ProtobufSerializer;
import dev.sluice.selfcheck.Checks;
import dev.sluice.selfcheck.Report;
import jakarta.inject.Singleton;
import java.util.HexFormat;
import java.util.List;

/** Checks that data becomes a value of Protocol Buffers, and that data which does not fit is refused. Stateless. */
@Singleton
final class ProtobufValueChecks implements Checks {

    private static final Schema SCHEMA = new Schema(
            SchemaType.PROTOBUF,
            "syntax = 'proto3'; import 'google/protobuf/timestamp.proto';"
                    + " message Order { int64 id = 1; google.protobuf.Timestamp placed_at = 2; repeated Line lines = 3;"
                    + " message Line { string item = 1; double price = 2; } }",
            List.of());
    private static final Bytes GOOD = Bytes.utf8(
            "{\"placedAt\":\"1970-01-01T00:00:01Z\",\"lines\":[{\"item\":\"tea\",\"price\":2.5}],\"id\":\"42\"}");
    private static final Bytes BAD = Bytes.utf8("{\"id\":4.2}");
    private static final String WRITTEN = "082a120208011a0e0a03746561110000000000000440";

    @Override
    public void run(Report report) {
        report.check("value format Protobuf", () -> {
            Serializer serializer = ProtobufSerializer.compile(SCHEMA, ProtobufSerializer.Options.DEFAULT);
            byte[] written = serializer.serialize(GOOD, new byte[0]);
            if (!HexFormat.of().formatHex(written).equals(WRITTEN)) {
                throw new IllegalStateException("a value differs from the data");
            }
            try {
                serializer.serialize(BAD, new byte[0]);
            } catch (Refusal expected) {
                return;
            }
            throw new IllegalStateException("accepts data that breaks the schema");
        });
    }
}
