package dev.sluice.core.value;

import java.nio.ByteBuffer;

/** What stands before the data in a record's value, so that a consumer finds the schema. */
public enum Framing {
    /**
     * Confluent's: a byte 0, the schema's id in 4 bytes with the highest first, and in Protobuf the message's indexes.
     * The deserialisers of Confluent, Apicurio, Karapace and Redpanda read it.
     */
    CONFLUENT,
    /** Nothing: the consumer has to know the schema. */
    NONE;

    private static final byte MAGIC = 0;

    /** What goes before data that {@code serializer} writes by the schema {@code id} of its registry: a new array. */
    public byte[] prefix(int id, Serializer serializer) {
        if (this == NONE) {
            return new byte[0];
        }
        byte[] indexes = serializer.messageIndexes();
        return ByteBuffer.allocate(1 + Integer.BYTES + indexes.length)
                .put(MAGIC)
                .putInt(id)
                .put(indexes)
                .array();
    }
}
