package dev.sluice.format.avro;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** Schemas and data of tests, with {@code '} for a quotation mark, and what Avro's own reader reads. Stateless. */
final class Avro {

    static final AvroOptions IGNORING = new AvroOptions(AvroOptions.Json.PLAIN, AvroOptions.Unknown.IGNORE);
    static final AvroOptions NAMED = new AvroOptions(AvroOptions.Json.AVRO, AvroOptions.Unknown.REFUSE);

    private static final byte[] NO_PREFIX = {};

    private Avro() {}

    static Schema schema(String text, Schema.Reference... references) {
        return new Schema(SchemaType.AVRO, text.replace('\'', '"'), List.of(references));
    }

    static byte[] bytes(String schema, String json) {
        return bytes(schema, json, AvroOptions.DEFAULT);
    }

    static byte[] bytes(String schema, String json, AvroOptions options) {
        return AvroSerializer.compile(schema(schema), options)
                .serialize(Bytes.utf8(json.replace('\'', '"')), NO_PREFIX);
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** What Avro's reader reads, as {@link #plain}. All bytes must be read. */
    static Object decode(org.apache.avro.Schema schema, byte[] bytes) throws IOException {
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
        Object read = new GenericDatumReader<>(schema).read(null, decoder);
        if (!decoder.isEnd()) {
            throw new AssertionError("bytes are left");
        }
        return plain(read);
    }

    static Object decode(String schema, byte[] bytes) throws IOException {
        return decode(new org.apache.avro.Schema.Parser().parse(schema.replace('\'', '"')), bytes);
    }

    /** Records and maps as maps, bytes and fixed in hexadecimal after a {@code #}, strings and symbols as strings. */
    static Object plain(Object value) {
        if (value instanceof IndexedRecord record) {
            Map<String, Object> members = new LinkedHashMap<>();
            for (org.apache.avro.Schema.Field field : record.getSchema().getFields()) {
                members.put(field.name(), plain(record.get(field.pos())));
            }
            return members;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> members = new TreeMap<>();
            map.forEach((name, one) -> members.put(name.toString(), plain(one)));
            return members;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(one -> one == null ? "null" : plain(one)).toList();
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return "#" + hex(bytes);
        }
        if (value instanceof GenericFixed fixed) {
            return "#" + hex(fixed.bytes());
        }
        return value instanceof CharSequence || value instanceof GenericEnumSymbol ? value.toString() : value;
    }
}
