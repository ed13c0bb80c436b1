package dev.sluice.jmh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.value.SchemaType;
import dev.sluice.core.value.Serializer;
import dev.sluice.format.avro.AvroOptions;
import dev.sluice.format.avro.AvroSerializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to write an order of 1 KiB of JSON in Avro: nested records of 30 fields, five lines, an enum, times,
 * unions with null and a map. The median of the samples is what other load on the machine disturbs least.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 8, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 150, timeUnit = TimeUnit.MILLISECONDS)
public class AvroBenchmark {

    /** In which order an object has its members. */
    public enum Order {
        /** That of the schema. */
        SCHEMA,
        /** The other way round, so that each record has to be put into order. */
        REVERSED
    }

    private static final int ORDERS = 128;
    private static final byte[] PREFIX = {0, 0, 0, 0, 1};

    private static final String SCHEMA = """
            {"type": "record", "name": "Order", "namespace": "com.acme", "fields": [
              {"name": "id", "type": {"type": "string", "logicalType": "uuid"}},
              {"name": "number", "type": "long"},
              {"name": "placed", "type": {"type": "long", "logicalType": "timestamp-micros"}},
              {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["NEW", "PAID", "SENT"]}},
              {"name": "customer", "type": {"type": "record", "name": "Customer", "fields": [
                {"name": "id", "type": "int"},
                {"name": "name", "type": "string"},
                {"name": "email", "type": ["null", "string"], "default": null},
                {"name": "phone", "type": ["null", "string"], "default": null},
                {"name": "address", "type": {"type": "record", "name": "Address", "fields": [
                  {"name": "street", "type": "string"},
                  {"name": "city", "type": "string"},
                  {"name": "zip", "type": "string"},
                  {"name": "country", "type": "string"},
                  {"name": "latitude", "type": "double"},
                  {"name": "longitude", "type": "double"}]}}]}},
              {"name": "lines", "type": {"type": "array", "items": {"type": "record", "name": "Line", "fields": [
                {"name": "sku", "type": "string"},
                {"name": "title", "type": "string"},
                {"name": "count", "type": "int"},
                {"name": "price", "type": "double"},
                {"name": "gift", "type": "boolean", "default": false}]}}},
              {"name": "total", "type": "double"},
              {"name": "currency", "type": "string"},
              {"name": "paid", "type": "boolean"},
              {"name": "labels", "type": {"type": "map", "values": "string"}},
              {"name": "coupon", "type": ["null", "string"], "default": null},
              {"name": "channel", "type": "string", "default": "web"},
              {"name": "attempt", "type": "int"},
              {"name": "note", "type": ["null", "string"], "default": null}]}
            """;

    @Param
    public Order order = Order.SCHEMA;

    private final List<byte[]> texts = new ArrayList<>();
    private final Schema schema = new Schema.Parser().parse(SCHEMA);
    private final GenericDatumWriter<Object> writer = new GenericDatumWriter<>(schema);
    private final ObjectMapper mapper = new ObjectMapper();
    private final Serializer serializer = AvroSerializer.compile(
            new dev.sluice.core.value.Schema(SchemaType.AVRO, SCHEMA, List.of()), AvroOptions.DEFAULT);
    private int next;

    /** Makes the orders. */
    @Setup
    public void prepare() throws IOException {
        for (int i = 0; i < ORDERS; i++) {
            texts.add(json(i));
        }
    }

    private byte[] json(int i) {
        List<String> lines = new ArrayList<>();
        for (int line = 0; line < 5; line++) {
            lines.add(object(
                    "\"sku\":\"SKU-" + (1000 + 7 * i + line) + "\"",
                    "\"title\":\"A thing of some kind, number " + line + "\"",
                    "\"count\":" + (1 + line),
                    "\"price\":" + (19 + i) + "." + (10 + line)));
        }
        String address = object(
                "\"street\":\"Example Street " + i + "\"",
                "\"city\":\"Springfield\"",
                "\"zip\":\"" + (10000 + i) + "\"",
                "\"country\":\"DE\"",
                "\"latitude\":52.520" + (100 + i),
                "\"longitude\":13.404" + (100 + i));
        String customer = object(
                "\"id\":" + (100_000 + i),
                "\"name\":\"Grace Example\"",
                "\"email\":\"grace." + i + "@example.com\"",
                "\"phone\":null",
                "\"address\":" + address);
        String text = object(
                "\"id\":\"f81d4fae-7dec-11d0-a765-00a0c91e" + (1000 + i) + "\"",
                "\"number\":" + (9_000_000_000L + i),
                "\"placed\":\"2026-11-27T14:05:06." + (100 + i) + "Z\"",
                "\"state\":\"PAID\"",
                "\"customer\":" + customer,
                "\"lines\":[" + String.join(",", lines) + "]",
                "\"total\":" + (100 + i) + ".75",
                "\"currency\":\"EUR\"",
                "\"paid\":true",
                "\"labels\":" + object("\"region\":\"eu-central\"", "\"shard\":\"" + i + "\"", "\"tier\":\"gold\""),
                "\"coupon\":\"WELCOME-" + i + "\"",
                "\"attempt\":1",
                "\"note\":\"Leave it with the neighbour on the second floor, and ring twice, please: the bell is broken\"");
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String object(String... members) {
        List<String> all = new ArrayList<>(List.of(members));
        if (order == Order.REVERSED) {
            Collections.reverse(all);
        }
        return "{" + String.join(",", all) + "}";
    }

    private byte[] text() {
        next = next + 1 & ORDERS - 1;
        return texts.get(next);
    }

    /** Sluice's way. */
    @Benchmark
    public byte[] serialize() {
        return serializer.serialize(Bytes.of(text()), PREFIX);
    }

    /** The straightforward way: a tree of Jackson's, a generic record, Avro's encoder. */
    @Benchmark
    public byte[] treeAndGenericRecord() throws IOException {
        Object datum = datum(schema, mapper.readTree(text()));
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        out.write(PREFIX);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        writer.write(datum, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static Object datum(Schema schema, JsonNode node) {
        return switch (schema.getType()) {
            case RECORD -> record(schema, node);
            case ARRAY -> {
                List<Object> items = new ArrayList<>(node.size());
                node.forEach(item -> items.add(datum(schema.getElementType(), item)));
                yield items;
            }
            case MAP -> {
                Map<String, Object> entries = new HashMap<>();
                node.properties()
                        .forEach(one -> entries.put(one.getKey(), datum(schema.getValueType(), one.getValue())));
                yield entries;
            }
            case UNION -> node.isNull() ? null : datum(schema.getTypes().get(1), node);
            case ENUM -> new GenericData.EnumSymbol(schema, node.textValue());
            case INT -> node.intValue();
            case LONG -> node.isTextual() ? micros(Instant.parse(node.textValue())) : node.longValue();
            case DOUBLE -> node.doubleValue();
            case BOOLEAN -> node.booleanValue();
            default -> node.textValue();
        };
    }

    private static GenericData.Record record(Schema schema, JsonNode node) {
        GenericData.Record made = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            JsonNode member = node.get(field.name());
            made.put(
                    field.pos(),
                    member == null ? GenericData.get().getDefaultValue(field) : datum(field.schema(), member));
        }
        return made;
    }

    private static long micros(Instant time) {
        return 1_000_000 * time.getEpochSecond() + time.getNano() / 1000;
    }
}
