package dev.sluice.egress;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.DeliveryFailure.Kind;
import dev.sluice.core.delivery.Receipt;
import dev.sluice.core.delivery.Result;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Arrived;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.mapping.Mapped;
import dev.sluice.egress.channel.RecordBudget;
import dev.sluice.egress.channel.RequestAccount;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The events of one request on their way through a row of stages, and what its sender is told once what became of the
 * last one is known, so that it does not repeat what is still being written. The stages are left before that where the
 * last ones are copies of events that other requests publish, which may wait for events of this one.
 *
 * <p>Filled by one thread, and published once. From then on what becomes of its events may be told by any thread, and
 * everything else happens on the event loop of the caller, where it has one.
 */
public final class Publication {

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");

    private static final DeliveryFailure NOTHING_EMITTED =
            new DeliveryFailure(Kind.UNAVAILABLE, "Kafka did not tell in time whether it has the topic", null);

    private final Arrival arrival;
    private final boolean isBatch;
    private final List<Delivery> deliveries;
    private List<Delivery> pending;
    private long weight;
    /** How many events are not at their end; changed under the lock only. */
    private volatile int open;

    /** How many of these no other request decides about. */
    private int openHere;

    private boolean isLeft;

    private Stage[] row = {};
    private int at = -1;
    private @Nullable Parking parking;
    private @Nullable Context caller;
    private @Nullable UniEmitter<? super Result> answer;

    // what stages keep here
    private long admittedBytes;
    private @Nullable Cancellable deadline;
    private volatile @Nullable RequestAccount account;
    private @Nullable Delivery decisive;

    /** The publication of the events of a request, of which it knows none yet. */
    public Publication(Arrived arrived) {
        this.arrival = arrived.arrival();
        this.isBatch = arrived.isBatch();
        this.deliveries = new ArrayList<>(arrived.events().size());
        this.pending = deliveries;
    }

    /** The next event, and what was made of it. */
    public void add(Mapped mapped) {
        deliveries.add(new Delivery(this, mapped.event(), deliveries.size(), mapped.records(), null));
        weight += RecordBudget.weight(mapped.records());
    }

    /** The next event, of which nothing is made because it is refused for good. */
    public void add(CloudEvent event, Refusal refusal) {
        deliveries.add(new Delivery(this, event, deliveries.size(), List.of(), refusal));
    }

    /** How its events came. */
    Arrival arrival() {
        return arrival;
    }

    /** Whether its events came together, so that a refusal says which one it is about. */
    boolean isBatch() {
        return isBatch;
    }

    /** What all its records take together, in bytes. */
    long weight() {
        return weight;
    }

    /** What the records take together that are pending, in bytes. */
    long pendingWeight() {
        if (pending.size() == deliveries.size()) {
            return weight;
        }
        long ofPending = 0;
        for (Delivery delivery : pending) {
            ofPending += RecordBudget.weight(delivery.records());
        }
        return ofPending;
    }

    /** Whether nothing of it is published because an event was refused before anything was tried. */
    boolean isRefused() {
        return decisive != null && decisive.refusal() != null;
    }

    /** The events, in the order in which they came. */
    List<Delivery> deliveries() {
        return deliveries;
    }

    /** The events that the next stage is about. */
    List<Delivery> pending() {
        return pending;
    }

    /** Whether any event that is pending has a record. */
    boolean hasRecords() {
        for (int i = 0; i < pending.size(); i++) {
            if (!pending.get(i).records().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Sends the events through the row of {@code stages}; {@code emitter} is given the result, or the failure that
     * tells most.
     */
    void begin(Stage[] stages, @Nullable Parking policy, UniEmitter<? super Result> emitter) {
        row = stages;
        parking = policy;
        answer = emitter;
        caller = Vertx.currentContext();
        List<Delivery> notIgnored = deliveries;
        for (int i = 0; i < deliveries.size(); i++) {
            if (deliveries.get(i).isOver()) {
                notIgnored = deliveries.stream()
                        .filter(delivery -> !delivery.isOver())
                        .toList();
                break;
            }
        }
        pending = notIgnored;
        openHere = notIgnored.size();
        open = openHere;
        if (open == 0) {
            answer();
        } else {
            next();
        }
    }

    /** Lets what is pending go on to the next stage, unless the request is answered by now. */
    void next() {
        if (isOver() || pending.isEmpty()) {
            return;
        }
        at++;
        try {
            row[at].enter(this);
        } catch (RuntimeException defect) {
            fail(defect);
        }
    }

    /** From now on only these are pending. */
    void keep(List<Delivery> going) {
        pending = going;
    }

    /** Nothing of what is pending is published but the refusal of one event: what it fails with, all the others do. */
    void keepOnly(Delivery refused) {
        decisive = refused;
        pending = List.of(refused);
    }

    /** Ends all that is pending. */
    void fail(Throwable failure) {
        for (Delivery delivery : pending) {
            delivery.fail(failure);
        }
    }

    /** The deadline is over: ends all events, of whose records nothing is known, or none was written. */
    void expire() {
        DeliveryFailure failure = NOTHING_EMITTED;
        RequestAccount ofRecords = account;
        if (ofRecords != null) {
            ofRecords.expire();
            failure = DeliveryFailure.timedOut();
        }
        if (decisive != null) {
            // what it fails with, all the others do
            decisive.expire(failure);
        }
        for (Delivery delivery : deliveries) {
            delivery.expire(failure);
        }
    }

    /** What comes next once an event is at its end. */
    enum Next {
        /** Nothing, as others are not. */
        NOTHING,
        /** No event is left but those that another request decides about: the stages can be left. */
        LEAVE,
        /** No event is left. */
        ANSWER
    }

    /**
     * Counts an event that is at its end, while its lock is held; {@link #proceed} is called then, without the lock.
     */
    Next ended(Delivery delivery) {
        Throwable failure = delivery.failure();
        int before = openHere;
        count(delivery);
        if (delivery == decisive && failure != null) {
            for (Delivery other : deliveries) {
                if (!other.isElsewhere() && other.failAlong(failure)) {
                    count(other);
                }
            }
        }
        if (open == 0) {
            return Next.ANSWER;
        }
        return openHere == 0 && before > 0 ? Next.LEAVE : Next.NOTHING;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock, and only looked at without it
    private void count(Delivery delivery) {
        open--;
        openHere -= delivery.isElsewhere() ? 0 : 1;
    }

    /** Another request decides about one of the events from now on; told while the lock is held. */
    void goesElsewhere() {
        openHere--;
    }

    /** Goes on after events have ended. */
    void proceed(Next next) {
        switch (next) {
            case LEAVE -> onCaller(this::leave);
            case ANSWER -> onCaller(this::answer);
            case NOTHING -> {
                // others are not at their end
            }
        }
    }

    /** Kafka refused records of an event for good. */
    void refused(Delivery delivery, DeliveryFailure failure) {
        Parking policy = parking;
        if (policy == null || !policy.isOn()) {
            delivery.fail(failure);
        } else {
            onCaller(() -> park(policy, delivery, failure));
        }
    }

    private static void park(Parking policy, Delivery delivery, DeliveryFailure failure) {
        try {
            policy.park(delivery, failure);
        } catch (RuntimeException defect) {
            delivery.fail(defect);
        }
    }

    private void onCaller(Runnable task) {
        Context here = caller;
        if (here == null || here == Vertx.currentContext()) {
            task.run();
        } else {
            here.runOnContext(nothing -> task.run());
        }
    }

    private boolean isOver() {
        return open == 0;
    }

    private void leave() {
        synchronized (this) {
            if (isLeft) {
                return;
            }
            isLeft = true;
        }
        for (int i = at; i >= 0; i--) {
            try {
                row[i].leave(this);
            } catch (RuntimeException defect) {
                LOG.error("a stage was not left: this is a defect of Sluice", defect);
            }
        }
    }

    private void answer() {
        leave();
        if (deadline != null) {
            deadline.cancel();
        }
        UniEmitter<? super Result> sender = answer;
        if (sender == null) {
            return;
        }
        Throwable failure = failure();
        if (failure == null) {
            sender.complete(result());
        } else {
            sender.fail(failure);
        }
    }

    /**
     * What tells the sender most once all events are at their end: a failure after which to send again before one after
     * which not to; null where nothing failed.
     */
    @Nullable
    Throwable failure() {
        Throwable most = null;
        for (int i = 0; i < deliveries.size(); i++) {
            Throwable failure = deliveries.get(i).failure();
            if (failure != null && (most == null || Parking.isForGood(most) && !Parking.isForGood(failure))) {
                most = failure;
            }
        }
        return most;
    }

    private Result result() {
        if (deliveries.size() == 1) {
            return new Result(deliveries.get(0).state(), deliveries.get(0).receipts());
        }
        List<Receipt> receipts = new ArrayList<>(deliveries.size());
        Result.State first = deliveries.isEmpty() ? Result.State.PUBLISHED : Result.State.IGNORED;
        for (Delivery delivery : deliveries) {
            receipts.addAll(delivery.receipts());
            if (delivery.state().compareTo(first) < 0) {
                first = delivery.state();
            }
        }
        return new Result(first, receipts);
    }

    /** Keeps how many bytes are admitted. */
    void admitted(long bytes) {
        admittedBytes = bytes;
    }

    /** How many bytes are admitted; 0 for none. */
    long admittedBytes() {
        return admittedBytes;
    }

    /** Keeps what ends the publication unless it is cancelled, as it is before the answer. */
    void deadline(Cancellable running) {
        deadline = running;
    }

    /** Keeps the account of its records, from when the first is emitted. */
    void account(RequestAccount ofRecords) {
        account = ofRecords;
    }
}
