package dev.sluice.egress;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.Receipt;
import dev.sluice.core.delivery.Result;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Trace;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.egress.channel.RecordChannel;
import dev.sluice.egress.channel.RecordMessage;
import dev.sluice.egress.channel.RequestAccount;
import dev.sluice.egress.dedup.RecentEvents.FirstCopy;
import dev.sluice.egress.failure.FailureKinds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * One event of a publication, what was made of it, and what becomes of it: told once, at its end, which later news does
 * not change.
 *
 * <p>Locks its publication, so that the end of the last event is seen by one thread. Thread-safe: acknowledgements come
 * from the producer's thread, the deadline from the caller's event loop.
 */
final class Delivery implements RecordMessage.Listener {

    private static final DeliveryFailure NOT_PARKED_IN_TIME = Parking.notParked(null);

    private final Publication publication;
    private final CloudEvent event;
    private final int index;
    private final List<KafkaRecord> records;
    private final @Nullable Refusal refusal;

    private @Nullable Receipt @Nullable [] acknowledged;
    private int silent;
    private Result.@Nullable State state;
    private List<Receipt> receipts = List.of();
    private @Nullable DeliveryFailure reported;
    private @Nullable Throwable failure;
    private @Nullable RequestAccount parking;
    private @Nullable FirstCopy firstCopy;
    private boolean isElsewhere;

    /**
     * An event that nothing has become of yet, unless it is ignored.
     *
     * @param index where it is among the events of the publication
     * @param records none where it is ignored or refused
     * @param refusal why nothing is made of it; null where something is
     */
    Delivery(
            Publication publication,
            CloudEvent event,
            int index,
            List<KafkaRecord> records,
            @Nullable Refusal refusal) {
        this.publication = publication;
        this.event = event;
        this.index = index;
        this.records = records;
        this.refusal = refusal == null || !publication.isBatch() ? refusal : refusal.inBatch(index);
        this.state = records.isEmpty() && refusal == null ? Result.State.IGNORED : null;
    }

    /** The event, as it came. */
    CloudEvent event() {
        return event;
    }

    /** The trace that it came in; null for none. */
    @Nullable
    Trace trace() {
        return publication.arrival().trace();
    }

    /** What was made of it; none where it is refused, or ignored. */
    List<KafkaRecord> records() {
        return records;
    }

    /** The topics that the records of all these events go to, each once, in the order in which they come. */
    static Set<String> topicsOf(List<Delivery> deliveries) {
        Set<String> names = new LinkedHashSet<>();
        for (Delivery delivery : deliveries) {
            for (KafkaRecord record : delivery.records) {
                names.add(record.topic());
            }
        }
        return names;
    }

    /** Why nothing was made of it; null where something was. */
    @Nullable
    Refusal refusal() {
        return refusal;
    }

    /** The same refusal, which says which event of a batch it is about where there is one. */
    RuntimeException inBatch(RuntimeException refused) {
        if (!publication.isBatch()) {
            return refused;
        }
        if (refused instanceof Refusal invalid) {
            return invalid.inBatch(index);
        }
        return refused instanceof DeliveryFailure undelivered
                ? new DeliveryFailure(
                        undelivered.kind(), "event " + index + ": " + undelivered.getMessage(), undelivered.getCause())
                : refused;
    }

    /** Whether it is known what became of it. */
    boolean isOver() {
        synchronized (publication) {
            return state != null || failure != null;
        }
    }

    /** What became of it, once it is over and did not fail. */
    Result.State state() {
        return state == null ? Result.State.IGNORED : state;
    }

    /** Where its records are, once it is over. */
    List<Receipt> receipts() {
        return receipts;
    }

    /** What it failed with: an {@link Refusal}, a {@link DeliveryFailure}, or a defect; null where it did not. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** From now on it waits to hear of each of its records. */
    void awaitAll() {
        synchronized (publication) {
            silent = records.size();
            acknowledged = new Receipt[silent];
        }
    }

    /** Hands its records to {@code channel}, in their order, and waits to hear of each. */
    void emit(RecordChannel channel, RequestAccount account) {
        awaitAll();
        for (int i = 0; i < records.size(); i++) {
            channel.emit(records.get(i), i, account, this);
        }
    }

    @Override
    public void acknowledged(int record, @Nullable RecordMetadata written) {
        boolean isLast;
        synchronized (publication) {
            if (acknowledged != null) {
                acknowledged[record] = receipt(records.get(record), written, Receipt.State.STORED);
            }
            silent--;
            isLast = silent == 0;
        }
        if (isLast) {
            settle();
        }
    }

    @Override
    public void failed(int record, Throwable cause) {
        DeliveryFailure second = FailureKinds.classify(cause);
        boolean isLast;
        synchronized (publication) {
            reported = reported == null || Parking.isForGood(reported) ? second : reported;
            silent--;
            isLast = silent == 0;
        }
        if (isLast) {
            settle();
        }
    }

    /** All of its records were heard of. */
    private void settle() {
        DeliveryFailure worst = reported;
        if (worst == null) {
            published();
        } else if (Parking.isForGood(worst)) {
            publication.refused(this, worst);
        } else {
            fail(worst);
        }
    }

    private void published() {
        @Nullable Receipt[] all = acknowledged;
        end(Result.State.PUBLISHED, all == null ? List.of() : Arrays.asList(all));
    }

    /** Where a record of it is; what the broker did not tell is unknown. */
    Receipt receipt(KafkaRecord record, @Nullable RecordMetadata written, Receipt.State how) {
        return written == null
                ? new Receipt(event, record.topic(), Receipt.UNKNOWN, Receipt.UNKNOWN, how)
                : new Receipt(event, written.topic(), written.partition(), written.offset(), how);
    }

    /** It is being parked, by this account, which may take until the deadline. */
    void parking(RequestAccount account) {
        parking = account;
    }

    /** Whether it was tried to park it. */
    boolean isParking() {
        return parking != null;
    }

    /** It is parked, and that counts as accepted. */
    void parked(Receipt receipt) {
        end(Result.State.PARKED, List.of(receipt));
    }

    /** Copies of it that come wait for what becomes of this one. */
    void first(FirstCopy copy) {
        firstCopy = copy;
    }

    /** What other copies wait for; null where this is none that they wait for. */
    @Nullable
    FirstCopy firstCopy() {
        return firstCopy;
    }

    /** A copy of it was stored before: where, is not known any more. */
    void storedBefore() {
        List<Receipt> before = new ArrayList<>(records.size());
        for (KafkaRecord record : records) {
            before.add(receipt(record, null, Receipt.State.STORED_BEFORE));
        }
        end(Result.State.DUPLICATE, before);
    }

    /** A copy of it comes earlier in the same publication, which is told what becomes of both. */
    void sameAsBefore() {
        end(Result.State.DUPLICATE, List.of());
    }

    /** A copy of it is in flight in another request, and what becomes of that becomes of this one. */
    void join(FirstCopy copy) {
        synchronized (publication) {
            isElsewhere = true;
            publication.goesElsewhere();
        }
        copy.outcome()
                .subscribe()
                .with(
                        all -> end(isParked(all) ? Result.State.PARKED : Result.State.PUBLISHED, all),
                        reason -> fail(reason instanceof Refusal invalid ? inBatch(invalid) : reason));
    }

    private static boolean isParked(List<Receipt> all) {
        for (Receipt receipt : all) {
            if (receipt.state() == Receipt.State.PARKED) {
                return true;
            }
        }
        return false;
    }

    /** Whether another request decides what becomes of it. */
    boolean isElsewhere() {
        return isElsewhere;
    }

    /** The deadline is over, and {@code unlessKnown} is what that means for records. */
    void expire(DeliveryFailure unlessKnown) {
        if (parking != null) {
            parking.expire();
            fail(NOT_PARKED_IN_TIME);
        } else {
            fail(isElsewhere ? DeliveryFailure.timedOut() : unlessKnown);
        }
    }

    /** It is at its end, unless it was before. */
    void fail(Throwable reason) {
        Publication.Next next;
        synchronized (publication) {
            next = failAlong(reason) ? publication.ended(this) : Publication.Next.NOTHING;
        }
        publication.proceed(next);
    }

    /** The same, while its lock is held, for whoever counts it as ended: whether it was not at its end before. */
    boolean failAlong(Throwable reason) {
        if (isOver()) {
            return false;
        }
        failure = reason;
        return true;
    }

    private void end(Result.State how, List<Receipt> where) {
        Publication.Next next = Publication.Next.NOTHING;
        synchronized (publication) {
            if (!isOver()) {
                state = how;
                receipts = where;
                next = publication.ended(this);
            }
        }
        publication.proceed(next);
    }
}
