package dev.sluice.egress;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.Receipt;
import dev.sluice.core.delivery.Result;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Parkable;
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
 * One event of a publication, decoded or not, with its records and its outcome. The outcome is set once; later news
 * does not change it.
 *
 * <p>Locks its publication, so that only one thread sees the last event end. Thread-safe: acknowledgements come from
 * the producer's thread, the deadline from the caller's event loop.
 */
final class Delivery implements RecordMessage.Listener {

    private static final DeliveryFailure NOT_PARKED_IN_TIME = Parking.notParked(null);

    private final Publication publication;
    private final Parkable subject;
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
     * An event without an outcome, unless it is ignored.
     *
     * @param subject the event; if it is refused, maybe what could not be decoded to one
     * @param index its position among the events of the publication, from 0
     * @param records empty if the event is ignored or refused
     * @param refusal why there are no records; null if it is not refused
     */
    Delivery(
            Publication publication,
            Parkable subject,
            int index,
            List<KafkaRecord> records,
            @Nullable Refusal refusal) {
        this.publication = publication;
        this.subject = subject;
        this.index = index;
        this.records = records;
        this.refusal = refusal == null || !publication.isBatch() ? refusal : refusal.inBatch(index);
        this.state = records.isEmpty() && refusal == null ? Result.State.IGNORED : null;
    }

    /** Its position among the events of the publication, from 0. */
    int index() {
        return index;
    }

    /** The event as it came, or what could not be decoded. */
    Parkable subject() {
        return subject;
    }

    /** The event as it came; only for one that was decoded, as each is that has records. */
    CloudEvent event() {
        if (subject instanceof CloudEvent event) {
            return event;
        }
        throw new IllegalStateException("the event was not decoded");
    }

    /** The trace of its request; null for none. */
    @Nullable
    Trace trace() {
        return publication.arrival().trace();
    }

    /** Its records; empty if it is refused or ignored. */
    List<KafkaRecord> records() {
        return records;
    }

    /** The topics of all records of {@code deliveries}, each once, in the order of their first record. */
    static Set<String> topicsOf(List<Delivery> deliveries) {
        Set<String> names = new LinkedHashSet<>();
        for (Delivery delivery : deliveries) {
            for (KafkaRecord record : delivery.records) {
                names.add(record.topic());
            }
        }
        return names;
    }

    /** Why it was refused before it became records; null if it was not. */
    @Nullable
    Refusal refusal() {
        return refusal;
    }

    /** The same refusal; in a batch, it also says which event it is about. */
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

    /** Whether its outcome is known. */
    boolean isOver() {
        synchronized (publication) {
            return state != null || failure != null;
        }
    }

    /** Its outcome, once it is over and did not fail. */
    Result.State state() {
        return state == null ? Result.State.IGNORED : state;
    }

    /** Where its records are stored, once it is over. */
    List<Receipt> receipts() {
        return receipts;
    }

    /** What it failed with: a {@link Refusal}, a {@link DeliveryFailure} or a defect; null if it did not fail. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Begins to wait for the outcome of each of its records. */
    void awaitAll() {
        synchronized (publication) {
            silent = records.size();
            acknowledged = new Receipt[silent];
        }
    }

    /** Emits its records to {@code channel} in order, and begins to wait for the outcome of each. */
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
            reported = reported == null || Parking.isPermanent(reported) ? second : reported;
            silent--;
            isLast = silent == 0;
        }
        if (isLast) {
            settle();
        }
    }

    /** Ends the event, or has it parked, once the outcome of each record is known. */
    private void settle() {
        DeliveryFailure worst = reported;
        if (worst == null) {
            published();
        } else if (Parking.isPermanent(worst)) {
            publication.refused(this, worst);
        } else {
            fail(worst);
        }
    }

    private void published() {
        @Nullable Receipt[] all = acknowledged;
        end(Result.State.PUBLISHED, all == null ? List.of() : Arrays.asList(all));
    }

    /** The receipt of one of its records; what the broker did not report is {@link Receipt#UNKNOWN}. */
    private Receipt receipt(KafkaRecord record, @Nullable RecordMetadata written, Receipt.State how) {
        return written == null
                ? new Receipt(event(), record.topic(), Receipt.UNKNOWN, Receipt.UNKNOWN, how)
                : new Receipt(event(), written.topic(), written.partition(), written.offset(), how);
    }

    /** Notes that it is being parked, with the account to end at the deadline. */
    void parking(RequestAccount account) {
        parking = account;
    }

    /** Whether Sluice tried to park it. */
    boolean isParking() {
        return parking != null;
    }

    /** Ends it as parked in {@code record}, which counts as accepted. What was not decoded has no receipt. */
    void parked(KafkaRecord record, @Nullable RecordMetadata written) {
        List<Receipt> where =
                subject instanceof CloudEvent ? List.of(receipt(record, written, Receipt.State.PARKED)) : List.of();
        end(Result.State.PARKED, where);
    }

    /** Notes that later copies wait for the outcome of this one. */
    void first(FirstCopy copy) {
        firstCopy = copy;
    }

    /** What later copies wait for; null if this is not the first copy. */
    @Nullable
    FirstCopy firstCopy() {
        return firstCopy;
    }

    /** Ends it as a duplicate of a stored event, whose partition and offset are no longer known. */
    void storedBefore() {
        List<Receipt> before = new ArrayList<>(records.size());
        for (KafkaRecord record : records) {
            before.add(receipt(record, null, Receipt.State.STORED_BEFORE));
        }
        end(Result.State.DUPLICATE, before);
    }

    /** Ends it as a duplicate of an earlier event of the same publication, which reports the outcome of both. */
    void sameAsBefore() {
        end(Result.State.DUPLICATE, List.of());
    }

    /** Waits for a copy in flight in another request, and takes over its outcome. */
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

    /** Whether another request decides its outcome. */
    boolean isElsewhere() {
        return isElsewhere;
    }

    /** Ends it at the deadline: with {@code unlessKnown}, unless it is being parked or waits for another request. */
    void expire(DeliveryFailure unlessKnown) {
        if (parking != null) {
            parking.expire();
            fail(NOT_PARKED_IN_TIME);
        } else {
            fail(isElsewhere ? DeliveryFailure.timedOut() : unlessKnown);
        }
    }

    /** Ends it with a failure, unless it is over. */
    void fail(Throwable reason) {
        Publication.Next next;
        synchronized (publication) {
            next = failAlong(reason) ? publication.ended(this) : Publication.Next.NOTHING;
        }
        publication.proceed(next);
    }

    /** The same for a caller that holds the lock and counts the event itself; false if it was over before. */
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
