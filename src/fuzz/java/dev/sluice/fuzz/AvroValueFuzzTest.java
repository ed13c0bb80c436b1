package dev.sluice.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaType;
import dev.sluice.core.value.Serializer;
import dev.sluice.format.avro.AvroOptions;
import dev.sluice.format.avro.AvroSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as data for a schema that has everything: a refusal, or what Avro's own reader reads to its end. */
class AvroValueFuzzTest {

    private static final String SCHEMA = """
            {"type": "record", "name": "R", "fields": [
              {"name": "i", "type": ["null", "int", "long", "double"], "default": null},
              {"name": "s", "type": ["null", "bytes", {"type": "enum", "name": "E", "symbols": ["A", "B"]}], "default": null},
              {"name": "t", "type": ["null", {"type": "long", "logicalType": "timestamp-micros"}], "default": null},
              {"name": "l", "type": {"type": "int", "logicalType": "time-millis"}, "default": 1, "aliases": ["x"]},
              {"name": "n", "type": ["null",
                {"type": "bytes", "logicalType": "decimal", "precision": 30, "scale": 3}], "default": null},
              {"name": "u", "type": ["null", {"type": "fixed", "name": "U", "size": 16, "logicalType": "uuid"}]},
              {"name": "m", "type": {"type": "map", "values": ["null", "string", "boolean"]}, "default": {}},
              {"name": "a", "type": {"type": "array", "items": {"type": "float"}}, "default": []},
              {"name": "r", "type": ["null", "R", {"type": "record", "name": "P", "fields": [
                {"name": "r", "type": ["null", "P", "R"]}, {"name": "w", "type": "boolean"}]}], "default": null}]}
            """;

    private static final List<Serializer> SERIALIZERS = Stream.of(AvroOptions.Json.values())
            .flatMap(json -> Stream.of(AvroOptions.Unknown.values()).map(unknown -> new AvroOptions(json, unknown)))
            .map(options -> AvroSerializer.compiler(options).compile(new Schema(SchemaType.AVRO, SCHEMA, List.of())))
            .toList();

    private final org.apache.avro.Schema schema = new org.apache.avro.Schema.Parser().parse(SCHEMA);

    static Stream<Arguments> data() {
        return Stream.of(
                        "{\"i\":1e3,\"s\":\"AAE=\",\"t\":\"2026-11-27T14:05:06.5Z\",\"l\":5,\"n\":\"-1.5\",\"m\":{\"a\":null}}",
                        "{\"r\":{\"w\":true,\"r\":{\"x\":1}},\"a\":[0.1,-0.0,1e-5],\"u\":\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"}",
                        "{\"i\":{\"long\":5},\"s\":{\"bytes\":\"\\u00ff\"},\"m\":{\"a\":{\"string\":\"b\"}},\"r\":{\"P\":{\"w\":false}}}")
                .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
    }

    @MethodSource("data")
    @DictionaryEntries({
        "\"i\":",
        "\"s\":",
        "\"t\":",
        "\"l\":",
        "\"x\":",
        "\"n\":",
        "\"u\":",
        "\"m\":{",
        "\"a\":[",
        "\"r\":{",
        "\"w\":true",
        "1e999999999",
        "2147483648",
        "0.000",
        "12:00:00",
        "+01:00",
        "\\ud83d",
        "{\"R\":{",
        "{\"long\":",
        "null",
        "\"A\""
    })
    @FuzzTest(maxDuration = "60s")
    void isReadByAvroOrRefused(byte[] json) throws IOException {
        for (Serializer serializer : SERIALIZERS) {
            byte[] written;
            try {
                written = serializer.serialize(Bytes.of(json), new byte[0]);
            } catch (Refusal refused) {
                Invariants.require(
                        refused.reason() == Refusal.Reason.INVALID_DATA, "data is refused as something else");
                Invariants.require(refused.getMessage().matches("[ -~]{1,600}"), "a refusal is not one line of ASCII");
                continue;
            }
            Invariants.require(JsonOracle.isObject(json), "malformed JSON is let through");
            BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(written, null);
            new GenericDatumReader<>(schema).read(null, decoder);
            Invariants.require(decoder.isEnd(), "more was written than is read");
        }
    }
}
