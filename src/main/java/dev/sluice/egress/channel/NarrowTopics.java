package dev.sluice.egress.channel;

import dev.sluice.runtime.Shown;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The topics whose {@code max.message.bytes} is below the producer's {@code batch.size}. The broker refuses a batch
 * that is too large for the topic, and Kafka's client splits it into batches of {@code batch.size}, which are just as
 * large, until their time is over. So once records of a topic have timed out while the client split batches, the
 * records of that topic are sent one at a time, each as a batch of its own.
 *
 * <p>While there are no such topics, costs one volatile read a record. Thread-safe.
 */
final class NarrowTopics {

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");

    /** More topics than that are not remembered: each takes a queue. */
    private static final int MOST = 1000;

    private final DoubleSupplier splits;
    private volatile @Nullable Map<String, Line> lines;
    private double splitsBefore;

    /**
     * No topics yet.
     *
     * @param splits how many batches the client has split so far; 0 if it has split none lately, so that batches that
     *     were split with success do not count when records time out much later for another reason
     */
    NarrowTopics(DoubleSupplier splits) {
        this.splits = splits;
    }

    /** Where the records of {@code topic} wait for each other; null if they need not. */
    @Nullable
    Line of(String topic) {
        Map<String, Line> narrow = lines;
        return narrow == null ? null : narrow.get(topic);
    }

    /** Looks whether a record of {@code topic} that failed was in a batch that the client split in vain. */
    void failed(String topic, Throwable reported) {
        if (reported instanceof TimeoutException) {
            timedOut(topic);
        }
    }

    private synchronized void timedOut(String topic) {
        double now = splits.getAsDouble();
        boolean areSplitting = now > splitsBefore;
        splitsBefore = now;
        Map<String, Line> narrow = lines == null ? new ConcurrentHashMap<>() : lines;
        if (areSplitting && !narrow.containsKey(topic) && narrow.size() < MOST) {
            narrow.put(topic, new Line());
            lines = narrow;
            LOG.warnf(
                    "records of topic %s timed out because batches are larger than it takes: it gets one record at a"
                            + " time from now on; raise its max.message.bytes, or lower"
                            + " mp.messaging.outgoing.records.batch.size below that",
                    Shown.name(topic));
        }
    }

    /** Records of one topic, of which one is with the client at a time. Thread-safe. */
    static final class Line {

        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private boolean isSent;
        private boolean isRunning;

        /** Runs {@code sending} when its turn comes, which sends a record with a listener of {@link #before}. */
        void add(Runnable sending) {
            synchronized (this) {
                waiting.add(sending);
            }
            run();
        }

        /** The record that was sent has its outcome. */
        private void over() {
            synchronized (this) {
                isSent = false;
            }
            run();
        }

        /** A loop, because an outcome may come while a record is being sent. */
        private void run() {
            synchronized (this) {
                if (isRunning) {
                    return;
                }
                isRunning = true;
            }
            for (Runnable next = next(); next != null; next = next()) {
                next.run();
            }
        }

        private synchronized @Nullable Runnable next() {
            Runnable next = isSent ? null : waiting.poll();
            isSent |= next != null;
            isRunning = next != null;
            return next;
        }

        /** The listener of a record in this line, which tells {@code listener} and lets the next one go. */
        RecordMessage.Listener before(RecordMessage.Listener listener) {
            return new RecordMessage.Listener() {
                @Override
                public void acknowledged(int index, @Nullable RecordMetadata written) {
                    listener.acknowledged(index, written);
                    over();
                }

                @Override
                public void failed(int index, Throwable reported) {
                    listener.failed(index, reported);
                    over();
                }
            };
        }
    }
}
