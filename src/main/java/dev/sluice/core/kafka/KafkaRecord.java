package dev.sluice.core.kafka;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record that is ready to be sent. Everything is decided, except for a partition that follows from the key.
 *
 * <p>Owns its arrays, which nobody writes to. Immutable. Two records are equal if everything that Kafka stores of them
 * is.
 */
public final class KafkaRecord {

    /** The partition that leaves the choice to Kafka's partitioner, which uses the key if there is one. */
    public static final int ANY_PARTITION = -1;

    /** The timestamp that stands for the producer's clock when the record is sent. */
    public static final long NOW = -1;

    private final String topic;
    private final int partition;
    private final long timestampMillis;
    private final byte @Nullable [] key;
    private final List<Header> headers;
    private final byte @Nullable [] value;
    private final int payloadBytes;

    /**
     * A record.
     *
     * @param partition counted from 0, or {@link #ANY_PARTITION}
     * @param timestampMillis milliseconds since 1970 UTC, or {@link #NOW}
     * @param key null for none, which spreads records over the partitions
     * @param headers in the order they are written; the caller hands the list over
     * @param value null for none, which deletes the key in a compacted topic
     */
    public KafkaRecord(
            String topic,
            int partition,
            long timestampMillis,
            byte @Nullable [] key,
            List<Header> headers,
            byte @Nullable [] value) {
        this.topic = topic;
        this.partition = partition;
        this.timestampMillis = timestampMillis;
        this.key = key;
        this.headers = headers;
        this.value = value;
        this.payloadBytes = payloadBytes(key, headers, value);
    }

    /** The topic. */
    public String topic() {
        return topic;
    }

    /** The partition, counted from 0; {@link #ANY_PARTITION} if Kafka's partitioner chooses it. */
    public int partition() {
        return partition;
    }

    /** The timestamp in milliseconds since 1970 UTC; {@link #NOW} if it is taken when the record is sent. */
    public long timestampMillis() {
        return timestampMillis;
    }

    /** The key, null for none; must not be written to. */
    public byte @Nullable [] key() {
        return key;
    }

    /** The headers, each name once, except those of a parked request that had it twice; must not be changed. */
    public List<Header> headers() {
        return headers;
    }

    /** The value, null for none; must not be written to. */
    public byte @Nullable [] value() {
        return value;
    }

    /** The bytes of key, headers and value together, without Kafka's own framing. */
    public int payloadBytes() {
        return payloadBytes;
    }

    private static int payloadBytes(byte @Nullable [] key, List<Header> headers, byte @Nullable [] value) {
        int bytes = (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
        for (Header header : headers) {
            bytes += header.name.length() + header.value.length;
        }
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KafkaRecord that
                && topic.equals(that.topic)
                && partition == that.partition
                && timestampMillis == that.timestampMillis
                && Arrays.equals(key, that.key)
                && headers.equals(that.headers)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(topic, partition, timestampMillis, Arrays.hashCode(key), headers, Arrays.hashCode(value));
    }

    /** Topic and sizes; never the content. */
    @Override
    public String toString() {
        return topic + " (" + headers.size() + " headers, " + payloadBytes() + " bytes)";
    }

    /** A record header: a name, and bytes that nobody writes to. */
    public static final class Header {

        private final String name;
        private final byte[] value;

        /** A header; the caller hands the array over. */
        public Header(String name, byte[] value) {
            this.name = name;
            this.value = value;
        }

        /** The name, in ASCII. */
        public String name() {
            return name;
        }

        /** The value; must not be written to. */
        public byte[] value() {
            return value;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Header that && name.equals(that.name) && Arrays.equals(value, that.value);
        }

        @Override
        public int hashCode() {
            return 31 * name.hashCode() + Arrays.hashCode(value);
        }

        /** The name only. */
        @Override
        public String toString() {
            return name;
        }
    }
}
