package dev.sluice.format.avro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.value.SchemaType;
import dev.sluice.core.value.Serializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** What holds of any schema and any data, against Avro's own reader. A failure names its seed. */
class AvroPropertiesTest {

    private static final byte[] NO_PREFIX = {};
    private static final String ODD = "{}[]\",:\\ \u0000e01-.nu\u00e9";

    /** What is asserted of one case. */
    private interface Property {
        void holds(Random random) throws Exception;
    }

    private static void run(int cases, Property property) {
        long seed = Long.getLong("sluice.seed", System.nanoTime());
        for (int i = 0; i < cases; i++) {
            try {
                property.holds(new Random((seed + i) * 0x9E3779B97F4A7C15L));
            } catch (Exception | AssertionError | StackOverflowError e) {
                throw new AssertionError("with -Dsluice.seed=" + (seed + i) + ": " + e.getMessage(), e);
            }
        }
    }

    private static AvroOptions options(boolean named, boolean ignoring) {
        return new AvroOptions(
                named ? AvroOptions.Json.AVRO : AvroOptions.Json.PLAIN,
                ignoring ? AvroOptions.Unknown.IGNORE : AvroOptions.Unknown.REFUSE);
    }

    private static Serializer serializer(String schema, AvroOptions options) {
        return AvroSerializer.compile(new dev.sluice.core.value.Schema(SchemaType.AVRO, schema, List.of()), options);
    }

    @Test
    void avroReadsWhatTheJsonHasAndTheDefaults() {
        int[] bytes = new int[1];
        run(3_000, random -> {
            boolean named = random.nextBoolean();
            RandomAvro avro = new RandomAvro(random, named);
            // bytes alone have no length, so they are put into an array
            String text = "{\"type\":\"array\",\"items\":" + avro.schema() + "}";
            Schema schema = new Schema.Parser().parse(text);
            Serializer serializer = serializer(text, options(named, random.nextBoolean()));
            for (int i = 0; i < 4; i++) {
                RandomAvro.Value value = avro.value();
                byte[] written = serializer.serialize(Bytes.utf8("[" + value.json() + "]"), NO_PREFIX);
                Object expected = List.of(value.plain() == null ? "null" : value.plain());
                assertThat(Avro.decode(schema, written))
                        .as("%s by %s", value.json(), text)
                        .isEqualTo(expected);
                bytes[0] += written.length;
            }
        });
        assertThat(bytes[0]).as("bytes written").isGreaterThan(100_000);
    }

    /** Of what can be written in more than one way, the array and the map, the way is Avro's own. */
    @Test
    void theBytesAreThoseOfAvrosOwnWriter() {
        run(1_000, random -> {
            RandomAvro avro = new RandomAvro(random, false);
            String text = "{\"type\":\"array\",\"items\":" + avro.schema() + "}";
            if (text.contains("\"map\"")) {
                return; // a hash map has an order of its own
            }
            Schema schema = new Schema.Parser().parse(text);
            byte[] written = serializer(text, AvroOptions.DEFAULT)
                    .serialize(
                            Bytes.utf8("[" + avro.value().json() + ","
                                    + avro.value().json() + "]"),
                            NO_PREFIX);
            Object read = new GenericDatumReader<>(schema)
                    .read(null, DecoderFactory.get().binaryDecoder(written, null));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            new GenericDatumWriter<>(schema).write(read, encoder);
            encoder.flush();
            assertThat(out.toByteArray()).isEqualTo(written);
        });
    }

    @Test
    void dataOfAnotherSchemaIsRefusedOrRead() {
        int[] refused = new int[1];
        run(3_000, random -> {
            boolean named = random.nextBoolean();
            String schema = new RandomAvro(random, named).schema();
            RandomAvro other = new RandomAvro(random, random.nextBoolean());
            AvroOptions options = options(named, random.nextInt(3) == 0);
            refused[0] += isRefused(schema, options, Bytes.utf8(other.value().json())) ? 1 : 0;
        });
        assertThat(refused[0]).as("refused").isGreaterThan(1_000);
    }

    @Test
    void dataWithWrongBytesIsRefusedOrRead() {
        int[] refused = new int[1];
        run(5_000, random -> {
            boolean named = random.nextBoolean();
            RandomAvro avro = new RandomAvro(random, named);
            byte[] json = avro.value().json().getBytes(StandardCharsets.UTF_8);
            for (int i = random.nextInt(3); i >= 0; i--) {
                json[random.nextInt(json.length)] = (byte) ODD.charAt(random.nextInt(ODD.length()));
            }
            int start = random.nextInt(2);
            Bytes part = Bytes.of(json).slice(Math.min(start, json.length), json.length);
            refused[0] += isRefused(avro.schema(), options(named, random.nextBoolean()), part) ? 1 : 0;
        });
        assertThat(refused[0]).as("refused").isGreaterThan(1_000);
    }

    /** Whether it is refused as data is; otherwise all of what is written can be read. */
    private static boolean isRefused(String schema, AvroOptions options, Bytes json) throws IOException {
        Schema parsed = new Schema.Parser().parse(schema);
        byte[] written;
        try {
            written = serializer(schema, options).serialize(json, NO_PREFIX);
        } catch (Refusal e) {
            assertThat(e.reason()).isEqualTo(Refusal.Reason.INVALID_DATA);
            assertThat(e.getMessage()).matches("data: [ -~]{1,600}");
            return true;
        }
        if (parsed.getType() != Schema.Type.BYTES) {
            Avro.decode(parsed, written);
        }
        return false;
    }
}
