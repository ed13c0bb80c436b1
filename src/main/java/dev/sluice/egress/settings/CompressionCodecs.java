package dev.sluice.egress.settings;

import dev.sluice.config.Check;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The compression codecs of the Kafka client. Some are libraries in C: one that is missing in the executable, or cannot
 * be unpacked, would fail with the first record.
 *
 * <p>Remembers the first failure of each codec, because a class whose initialiser failed says why only once.
 * Thread-safe.
 */
final class CompressionCodecs {

    /** The values that {@code compression.type} may have. */
    static final List<String> NAMES =
            Arrays.stream(CompressionType.values()).map(type -> type.name).toList();

    private static final byte[] SAMPLE =
            "what is compressed and decompressed again; ".repeat(100).getBytes(StandardCharsets.US_ASCII);

    private static final Map<String, Throwable> FIRST_FAILURES = new ConcurrentHashMap<>();

    private CompressionCodecs() {}

    /**
     * Compresses and decompresses a sample, with the classes that the producer uses.
     *
     * @param name one of {@link #NAMES}
     * @throws Throwable the first failure of this codec, whatever it fails with now
     */
    static void roundTrip(String name) throws Throwable {
        attempt(name, () -> compressAndDecompress(name));
    }

    /** Runs {@code check}; if it fails, throws the first failure of {@code codec}. */
    static void attempt(String codec, Check check) throws Throwable {
        try {
            check.run();
        } catch (Throwable e) {
            Throwable first = FIRST_FAILURES.putIfAbsent(codec, e);
            throw first == null ? e : first;
        }
    }

    private static void compressAndDecompress(String name) throws IOException {
        Compression codec = Compression.of(name).build();
        ByteBufferOutputStream compressed = new ByteBufferOutputStream(SAMPLE.length);
        try (OutputStream out = codec.wrapForOutput(compressed, RecordBatch.CURRENT_MAGIC_VALUE)) {
            out.write(SAMPLE);
        }
        ByteBuffer buffer = compressed.buffer();
        buffer.flip();
        try (InputStream in = codec.wrapForInput(buffer, RecordBatch.CURRENT_MAGIC_VALUE, BufferSupplier.NO_CACHING)) {
            if (!Arrays.equals(in.readAllBytes(), SAMPLE)) {
                throw new IOException("the decompressed data differs from what was compressed");
            }
        }
    }

    /** Why a codec does not work in this executable; null if it does, or if there is no such codec. */
    static @Nullable String failure(String name) {
        return name.equals(CompressionType.NONE.name) || !NAMES.contains(name)
                ? null
                : Check.failure(() -> roundTrip(name));
    }
}
