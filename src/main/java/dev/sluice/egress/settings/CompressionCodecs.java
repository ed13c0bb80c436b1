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
 * The compression codecs of the Kafka client, of which some are libraries in C: one that is not in the executable, or
 * cannot be unpacked, would fail with the first record.
 *
 * <p>Thread-safe. Remembers the first failure of each for as long as the process lives: a class whose initialiser
 * failed says why the first time only.
 */
final class CompressionCodecs {

    /** What {@code compression.type} may be. */
    static final List<String> NAMES =
            Arrays.stream(CompressionType.values()).map(type -> type.name).toList();

    private static final byte[] SAMPLE =
            "what is compressed and decompressed again; ".repeat(100).getBytes(StandardCharsets.US_ASCII);

    private static final Map<String, Throwable> FIRST_FAILURES = new ConcurrentHashMap<>();

    private CompressionCodecs() {}

    /**
     * Compresses something, and decompresses it, through what the producer uses.
     *
     * @param name one of {@link #NAMES}
     * @throws Throwable what was thrown when it failed first, whatever it fails with now
     */
    static void roundTrip(String name) throws Throwable {
        attempt(name, () -> compressAndDecompress(name));
    }

    /** Runs the check of {@code codec}, which fails as it failed first. */
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
                throw new IOException("what was compressed is not what was decompressed");
            }
        }
    }

    /** Why a codec does not work in this executable; null where it does, or is no codec at all. */
    static @Nullable String failure(String name) {
        return name.equals(CompressionType.NONE.name) || !NAMES.contains(name)
                ? null
                : Check.failure(() -> roundTrip(name));
    }
}
