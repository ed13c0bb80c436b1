package dev.sluice.core.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A run of bytes in an array: an event's data, for example, is a slice of the request body, without a copy.
 *
 * <p>Immutable by agreement: the code that makes an instance hands over the array and never writes to it again, so
 * threads may share the instance. Two are equal if their bytes are.
 */
public final class Bytes {

    private static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    private final byte[] array;
    private final int offset;
    private final int length;

    private Bytes(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /** All of {@code array}, which the caller must not write to any more. */
    public static Bytes of(byte[] array) {
        return new Bytes(array, 0, array.length);
    }

    /** The UTF-8 bytes of {@code text}. */
    public static Bytes utf8(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** No bytes. Empty data is not the same as no data. */
    public static Bytes empty() {
        return EMPTY;
    }

    /**
     * The bytes from {@code start} (inclusive) to {@code end} (exclusive), both counted from the start of this run.
     *
     * @throws IndexOutOfBoundsException if that range is not inside this run
     */
    public Bytes slice(int start, int end) {
        if (start < 0 || end < start || end > length) {
            throw new IndexOutOfBoundsException("[" + start + ", " + end + ") of " + length + " bytes");
        }
        return new Bytes(array, offset + start, end - start);
    }

    /** The array that holds the bytes, from {@link #offset()} on; must not be written to. */
    public byte[] array() {
        return array;
    }

    /** The index of the first byte in {@link #array()}. */
    public int offset() {
        return offset;
    }

    /** The number of bytes. */
    public int length() {
        return length;
    }

    /** Whether there are no bytes. */
    public boolean isEmpty() {
        return length == 0;
    }

    /** The byte at {@code index}, counted from the start of this run. */
    public byte at(int index) {
        return array[offset + index];
    }

    /** These bytes as an array: the underlying array if this run is all of it, otherwise a copy. */
    public byte[] toArray() {
        return offset == 0 && length == array.length ? array : Arrays.copyOfRange(array, offset, offset + length);
    }

    /** The bytes decoded as UTF-8; malformed sequences are replaced. */
    public String asUtf8() {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that
                && Arrays.equals(array, offset, offset + length, that.array, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    /** The length only, because event data must not reach a log. */
    @Override
    public String toString() {
        return length + " bytes";
    }
}
