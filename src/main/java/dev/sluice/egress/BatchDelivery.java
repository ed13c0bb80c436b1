package dev.sluice.egress;

import dev.sluice.core.kafka.DeliveryFailure;
import dev.sluice.core.kafka.Receipt;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Waits for what becomes of every record of a batch, and then tells the one outcome of all.
 *
 * <p>Nothing is told before the last record is heard of, so that the sender does not repeat a batch that is still being
 * written. Thread-safe: acknowledgements come from the producer's thread.
 */
final class BatchDelivery {

    private final @Nullable Receipt[] receipts;
    private final UniEmitter<? super List<Receipt>> answer;
    private int open;
    private @Nullable DeliveryFailure failure;

    BatchDelivery(int records, UniEmitter<? super List<Receipt>> answer) {
        this.receipts = new Receipt[records];
        this.answer = answer;
        this.open = records;
    }

    synchronized void acknowledged(int index, Receipt receipt) {
        receipts[index] = receipt;
        close();
    }

    /** One after which the batch is to be sent again counts more than one after which it is not. */
    synchronized void failed(DeliveryFailure reported) {
        if (failure == null || RejectPublisher.isForGood(failure)) {
            failure = reported;
        }
        close();
    }

    private void close() {
        open--;
        if (open > 0) {
            return;
        }
        if (failure != null) {
            answer.fail(failure);
        } else {
            answer.complete(Arrays.asList(receipts));
        }
    }
}
