package dev.sluice.core.kafka;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record that is ready to be sent: everything decided, nothing left to a producer but the partition of a key.
 *
 * <p>Owns its arrays, which nobody writes to. Immutable; two are equal where all that Kafka stores of them is.
 */
public final class KafkaRecord {

    /** As the partition: Kafka's partitioner chooses, by the key where there is one. */
    public static final int ANY_PARTITION = -1;

    /** As the timestamp: the producer's clock when the record is sent. */
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
     * @param timestampMillis since 1970 in UTC, or {@link #NOW}
     * @param key null for none, which spreads records over partitions
     * @param headers in the order they are written; the list is handed over
     * @param value null for none, which a compacted topic takes for a deletion
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

    /** Where the record goes. */
    public String topic() {
        return topic;
    }

    /** The partition, counted from 0; {@link #ANY_PARTITION} where the key decides. */
    public int partition() {
        return partition;
    }

    /** The timestamp, in milliseconds since 1970 in UTC; {@link #NOW} where it is not known yet. */
    public long timestampMillis() {
        return timestampMillis;
    }

    /** What decides the partition; not to be written to. */
    public byte @Nullable [] key() {
        return key;
    }

    /** The headers, each name once; not to be changed. */
    public List<Header> headers() {
        return headers;
    }

    /** The value; not to be written to. */
    public byte @Nullable [] value() {
        return value;
    }

    /** Bytes of key, headers and value together, without Kafka's own framing. */
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

        /** A header; the array is handed over. */
        public Header(String name, byte[] value) {
            this.name = name;
            this.value = value;
        }

        /** The name, ASCII. */
        public String name() {
            return name;
        }

        /** The value; not to be written to. */
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
