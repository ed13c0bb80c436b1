package dev.sluice.core.value;

import dev.sluice.core.event.Bytes;

/** Writes values by one schema: what the framing puts before the data, and the data. Thread-safe, never blocks. */
public final class Writer {

    private final byte[] prefix;
    private final Serializer serializer;

    /** A writer; the caller hands {@code prefix} over, which is what {@link Framing#prefix} made. */
    public Writer(byte[] prefix, Serializer serializer) {
        this.prefix = prefix;
        this.serializer = serializer;
    }

    /**
     * The value of JSON data: a new array.
     *
     * @throws dev.sluice.core.event.Refusal {@code INVALID_DATA} if the data is not JSON, or does not fit the schema
     */
    byte[] write(Bytes json) {
        return serializer.serialize(json, prefix);
    }

    /** The value of data that is in the schema's format already, which is not checked: a new array. */
    byte[] frame(Bytes written) {
        byte[] value = new byte[prefix.length + written.length()];
        System.arraycopy(prefix, 0, value, 0, prefix.length);
        System.arraycopy(written.array(), written.offset(), value, prefix.length, written.length());
        return value;
    }
}
