package dev.sluice.format.avro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes in Avro's binary encoding (Avro 1.12, Binary Encoding), written one behind the other. Grows up to its limit.
 * For one thread.
 */
final class AvroBuffer {

    private static final VarHandle DOUBLES =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle FLOATS =
            MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int MAX_VARINT = 10;

    private final long limit;
    private byte[] bytes;
    private int size;

    /** A buffer that has room for {@code capacity} bytes, and never for more than {@code limit}. */
    AvroBuffer(int capacity, long limit) {
        this.bytes = new byte[capacity];
        this.limit = limit;
    }

    /** The number of bytes written. */
    int size() {
        return size;
    }

    /** Forgets all bytes but the first {@code size}. */
    void cut(int size) {
        this.size = size;
    }

    /** A new array of the bytes. */
    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** Makes room for {@code count} more bytes, and returns the array, in which they start at {@link #size()}. */
    private byte[] room(int count) {
        if (count > bytes.length - size) {
            grow(count);
        }
        return bytes;
    }

    private void grow(int count) {
        long wanted = (long) size + count;
        if (wanted > limit) {
            throw Misfit.at(0, "would be much longer in Avro than in JSON, by its defaults or fixed sizes");
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(wanted, 2L * bytes.length)));
    }

    void writeByte(int value) {
        room(1)[size++] = (byte) value;
    }

    /** An int or a long, which are written alike. */
    void writeLong(long value) {
        byte[] to = room(MAX_VARINT);
        long rest = value << 1 ^ value >> Long.SIZE - 1;
        while ((rest & ~0x7FL) != 0) {
            to[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        to[size++] = (byte) rest;
    }

    void writeDouble(double value) {
        DOUBLES.set(room(Double.BYTES), size, value);
        size += Double.BYTES;
    }

    void writeFloat(float value) {
        FLOATS.set(room(Float.BYTES), size, value);
        size += Float.BYTES;
    }

    /** The bytes alone: a fixed. */
    void writeFixed(byte[] from, int start, int end) {
        System.arraycopy(from, start, room(end - start), size, end - start);
        size += end - start;
    }

    /** The bytes behind their number: bytes, or a string in UTF-8. */
    void writeBytes(byte[] from, int start, int end) {
        writeLong(end - start);
        writeFixed(from, start, end);
    }

    /** The last {@code count} bytes of {@code value}, which may be more than it has. */
    void writeBigEndian(long value, int count) {
        room(count);
        for (int shift = Byte.SIZE * (count - 1); shift >= 0; shift -= Byte.SIZE) {
            bytes[size++] = (byte) (value >> Math.min(shift, Long.SIZE - 1));
        }
    }

    /** Copies bytes that were written already. */
    void repeat(int start, int end) {
        System.arraycopy(bytes, start, room(end - start), size, end - start);
        size += end - start;
    }

    /** Moves the bytes from {@code start} on down to {@code to}. */
    void moveDown(int start, int to) {
        System.arraycopy(bytes, start, bytes, to, size - start);
        size -= start - to;
    }

    /** Takes away the number of bytes that was written at {@code start}. */
    void dropLength(int start) {
        int content = start;
        while (bytes[content] < 0) {
            content++;
        }
        moveDown(content + 1, start);
    }

    /** Begins a block of an array or map, whose number of items is not known yet. Returns where it begins. */
    int beginBlock() {
        writeByte(0);
        return size - 1;
    }

    /** Ends the block that began at {@code start} with the number of its items, and the array or map. */
    void endBlock(int start, int count) {
        if (count == 0) {
            return;
        }
        int content = size;
        writeLong(count);
        int more = size - content - 1;
        size = content;
        if (more > 0) {
            room(more);
            System.arraycopy(bytes, start + 1, bytes, start + 1 + more, content - start - 1);
        }
        size = start;
        writeLong(count);
        size = content + more;
        writeByte(0);
    }

    /** Whether two runs of {@code length} bytes are the same. */
    boolean isSame(int one, int other, int length) {
        return Arrays.equals(bytes, one, one + length, bytes, other, other + length);
    }

    /** A copy of a run as UTF-8 characters. */
    String characters(int start, int length) {
        return new String(bytes, start, length, StandardCharsets.UTF_8);
    }
}
