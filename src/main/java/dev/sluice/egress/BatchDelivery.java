package dev.sluice.egress;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.kafka.DeliveryFailure;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.core.kafka.Receipt;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Waits for what becomes of every record of a batch, and then tells the one outcome of all, or that of each event.
 *
 * <p>Nothing is told before the last record is heard of, so that the sender does not repeat a batch that is still being
 * written. Thread-safe: acknowledgements come from the producer's thread.
 */
final class BatchDelivery {

    private final List<KafkaRecord> records;
    private final @Nullable Receipt[] receipts;
    private @Nullable DeliveryFailure @Nullable [] failures;
    private @Nullable UniEmitter<? super List<Receipt>> answer;
    private @Nullable DeliveryFailure failure;
    private int open;

    /** A delivery of these records, those of one event behind each other. */
    BatchDelivery(List<KafkaRecord> records) {
        this.records = records;
        this.receipts = new Receipt[records.size()];
        this.open = records.size();
    }

    /** Whom to give all receipts, or the one failure; before the first record is emitted. */
    synchronized void answer(UniEmitter<? super List<Receipt>> emitter) {
        answer = emitter;
    }

    /** Who is to be told what became of the record at {@code index}. */
    RecordMessage.Listener listener(int index) {
        return new RecordMessage.Listener() {
            @Override
            public void acknowledged(Receipt receipt) {
                BatchDelivery.this.acknowledged(index, receipt);
            }

            @Override
            public void failed(Throwable reported) {
                BatchDelivery.this.failed(index, FailureKinds.classify(reported));
            }
        };
    }

    private synchronized void acknowledged(int index, Receipt receipt) {
        receipts[index] = receipt;
        close();
    }

    private synchronized void failed(int index, DeliveryFailure reported) {
        if (failures == null) {
            failures = new DeliveryFailure[receipts.length];
        }
        failures[index] = reported;
        failure = theMoreTelling(failure, reported);
        close();
    }

    /** One after which the batch is to be sent again counts more than one after which it is not. */
    private static DeliveryFailure theMoreTelling(@Nullable DeliveryFailure first, DeliveryFailure second) {
        return first == null || RejectPublisher.isForGood(first) ? second : first;
    }

    private void close() {
        open--;
        if (open > 0 || answer == null) {
            return;
        }
        if (failure != null) {
            answer.fail(failure);
        } else {
            answer.complete(Arrays.asList(receipts));
        }
    }

    /**
     * Tells what became of each event, once the outcome of all is known.
     *
     * @param ofAll what the batch failed with, and so each event with a record that nothing was heard of; null where it
     *     did not. Of such events nothing is told where it is no {@link DeliveryFailure}
     */
    void tellEach(@Nullable Throwable ofAll, DeliveryListener listener) {
        @Nullable Receipt[] acknowledged;
        @Nullable DeliveryFailure @Nullable [] reported;
        synchronized (this) {
            acknowledged = receipts.clone();
            reported = failures == null ? null : failures.clone();
        }
        for (int start = 0, end; start < acknowledged.length; start = end) {
            end = endOfEvent(records, start);
            CloudEvent event = records.get(start).event();
            DeliveryFailure ofEvent = null;
            boolean silent = false;
            for (int i = start; i < end; i++) {
                if (reported != null && reported[i] != null) {
                    ofEvent = theMoreTelling(ofEvent, reported[i]);
                } else if (acknowledged[i] == null) {
                    silent = true;
                }
            }
            if (silent && ofAll instanceof DeliveryFailure undelivered) {
                listener.failed(event, theMoreTelling(ofEvent, undelivered));
            } else if (ofEvent != null) {
                listener.failed(event, ofEvent);
            } else if (!silent) {
                listener.delivered(event, Arrays.asList(acknowledged).subList(start, end));
            }
        }
    }

    /** Where the records of the event whose first one is at {@code start} end. */
    static int endOfEvent(List<KafkaRecord> records, int start) {
        CloudEvent event = records.get(start).event();
        int end = start + 1;
        while (end < records.size() && records.get(end).event() == event) {
            end++;
        }
        return end;
    }
}
