package dev.sluice.core.value;

import dev.sluice.core.event.Bytes;

/** Writes JSON data in the format that one schema describes. Implementations are thread-safe and never block. */
public interface Serializer {

    /**
     * Writes {@code json}.
     *
     * @param prefix what goes before the data, as it is
     * @return a new array: the prefix and the data
     * @throws dev.sluice.core.event.Refusal {@code INVALID_DATA} if the data is not JSON, or does not fit the schema:
     *     the message has the place and the rule, never a value of the data
     */
    byte[] serialize(Bytes json, byte[] prefix);

    /**
     * What Confluent's framing has between the schema's id and the data: the message indexes of Protobuf, else nothing.
     */
    default byte[] messageIndexes() {
        return NO_INDEXES;
    }

    /** No message indexes. */
    byte[] NO_INDEXES = {};

    /** Makes the serializer of a schema. Takes long; thread-safe. */
    @FunctionalInterface
    interface Compiler {
        /**
         * The serializer of {@code schema}.
         *
         * @throws IllegalArgumentException if it is not a schema of its type, or one that Sluice cannot write. The
         *     message is one line: what is wrong
         */
        Serializer compile(Schema schema);
    }
}
