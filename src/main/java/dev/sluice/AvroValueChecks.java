package dev.sluice;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaType;
import dev.sluice.format.avro.AvroOptions;
import dev.sluice.format.avro.AvroSerializer;
import dev.sluice.selfcheck.Checks;
import dev.sluice.selfcheck.Report;
import jakarta.inject.Singleton;
import java.util.HexFormat;
import java.util.List;

/** Checks that data is written in Avro, with a sample, whether or not the configuration needs it. Stateless. */
@Singleton
final class AvroValueChecks implements Checks {

    private static final String MONEY = """
            {"type": "record", "name": "acme.Money", "fields": [
              {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
              {"name": "currency", "type": {"type": "enum", "name": "Currency", "symbols": ["EUR", "USD"]}}]}
            """;
    private static final String ORDER = """
            {"type": "record", "name": "acme.Order", "fields": [
              {"name": "id", "type": "string"},
              {"name": "total", "type": "acme.Money"},
              {"name": "placed", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "note", "type": ["null", "string"], "default": null}]}
            """;
    private static final String DATA =
            "{\"placed\":\"1970-01-01T00:00:00.001Z\",\"total\":{\"currency\":\"USD\",\"amount\":1.25},\"id\":\"a\"}";
    private static final String WRITTEN = "0261" + "027d02" + "02" + "00";

    private static final String NESTED_UNION = "[\"null\",[\"int\",\"string\"]]";

    @Override
    public void run(Report report) {
        report.check("value format Avro", AvroValueChecks::checkSample);
    }

    static void checkSample() {
        Schema money = new Schema(SchemaType.AVRO, MONEY, List.of());
        Schema order = new Schema(SchemaType.AVRO, ORDER, List.of(new Schema.Reference("acme.Money", money)));
        byte[] written = AvroSerializer.compile(order, AvroOptions.DEFAULT).serialize(Bytes.utf8(DATA), new byte[0]);
        if (!HexFormat.of().formatHex(written).equals(WRITTEN)) {
            throw new IllegalStateException("a sample is written wrong");
        }
        refuse(new Schema(SchemaType.AVRO, NESTED_UNION, List.of()));
    }

    /** The reason must be Avro's own, which takes a plugin of Avro's to tell. */
    private static void refuse(Schema schema) {
        try {
            AvroSerializer.compile(schema, AvroOptions.DEFAULT);
        } catch (IllegalArgumentException e) {
            if (String.valueOf(e.getMessage()).endsWith("Nested union: " + NESTED_UNION)) {
                return;
            }
            throw e;
        }
        throw new IllegalStateException("accepts a schema that is wrong");
    }
}
