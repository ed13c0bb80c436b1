package dev.sluice.egress;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.DeliveryFailure.Kind;
import dev.sluice.core.delivery.Result;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Arrived;
import dev.sluice.core.event.Parkable;
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
 * The events of one request as they pass a row of stages, and the answer to the request.
 *
 * <p>The sender is answered once the outcome of every event is known, so that it does not repeat what is still being
 * written. The stages are left earlier if only copies of events of other requests remain, because those requests may
 * wait for events of this one.
 *
 * <p>Filled by one thread, and published once. From then on, any thread may report the outcome of an event; everything
 * else happens on the caller's event loop, if it has one.
 */
public final class Publication {

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");

    private static final DeliveryFailure NOTHING_EMITTED = new DeliveryFailure(
            Kind.UNAVAILABLE, "Kafka did not say in time whether the topic exists; nothing was written", null);

    private final Arrival arrival;
    private final boolean isBatch;
    private final int lateMillis;
    private final List<Delivery> deliveries;
    private List<Delivery> pending;
    private long weight;
    /** How many events have no outcome; changed under the lock only. */
    private volatile int open;

    /** How many of these no other request decides. */
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

    /** A publication for the request {@code arrived}, to which no event is added yet. */
    public Publication(Arrived arrived) {
        this(arrived, 0);
    }

    /** The same for a request that came {@code lateMillis} ago, which counts against the deadline of its sender. */
    public Publication(Arrived arrived, int lateMillis) {
        this.arrival = arrived.arrival();
        this.isBatch = arrived.isBatch();
        this.lateMillis = lateMillis;
        this.deliveries = new ArrayList<>(arrived.size());
        this.pending = deliveries;
    }

    /** Adds the next event with its records. */
    public void add(Mapped mapped) {
        deliveries.add(new Delivery(this, mapped.event(), deliveries.size(), mapped.records(), null));
        weight += RecordBudget.weight(mapped.records());
    }

    /** Adds the next event, decoded or not, which is refused permanently and has no records. */
    public void add(Parkable refused, Refusal refusal) {
        deliveries.add(new Delivery(this, refused, deliveries.size(), List.of(), refusal));
    }

    /** Who sent the request, and its trace. */
    Arrival arrival() {
        return arrival;
    }

    /** How long ago the request came, if its events waited to be mapped; otherwise 0. */
    int lateMillis() {
        return lateMillis;
    }

    /** Whether the request is a batch, so that a refusal says which event it is about. */
    boolean isBatch() {
        return isBatch;
    }

    /** The memory that all its records take, in bytes. */
    long weight() {
        return weight;
    }

    /** The memory that the pending records take, in bytes. */
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

    /** Whether nothing of it is published because an event was refused before it became records. */
    boolean isRefused() {
        return decisive != null && decisive.refusal() != null;
    }

    /** The events, in the order in which they came. */
    List<Delivery> deliveries() {
        return deliveries;
    }

    /** The events that go to the next stage. */
    List<Delivery> pending() {
        return pending;
    }

    /** Whether a pending event has a record. */
    boolean hasRecords() {
        for (int i = 0; i < pending.size(); i++) {
            if (!pending.get(i).records().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Sends the events through {@code stages}. {@code emitter} gets the result, or the failure that {@link #failure}
     * chooses.
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

    /** Passes the pending events to the next stage, unless all events are over. */
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

    /** Makes {@code going} the pending events. */
    void keep(List<Delivery> going) {
        pending = going;
    }

    /** Keeps all events but {@code refused} from being published. If that one fails, all others fail with it. */
    void keepOnly(Delivery refused) {
        decisive = refused;
        pending = List.of(refused);
    }

    /** Ends all pending events with {@code failure}. */
    void fail(Throwable failure) {
        for (Delivery delivery : pending) {
            delivery.fail(failure);
        }
    }

    /** Ends all open events at the deadline: as timed out if records were emitted, otherwise as unavailable. */
    void expire() {
        DeliveryFailure failure = NOTHING_EMITTED;
        RequestAccount ofRecords = account;
        if (ofRecords != null) {
            ofRecords.expire();
            failure = DeliveryFailure.timedOut();
        }
        if (decisive != null) {
            // all others fail with it
            decisive.expire(failure);
        }
        for (Delivery delivery : deliveries) {
            delivery.expire(failure);
        }
    }

    /** What to do after an event has ended. */
    enum Next {
        /** Nothing: other events are open. */
        NOTHING,
        /** Leave the stages: other requests decide the events that are open. */
        LEAVE,
        /** Answer: no event is open. */
        ANSWER
    }

    /**
     * Counts an event that has ended. The caller holds the lock, releases it, and passes the result to
     * {@link #proceed}.
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

    @SuppressWarnings("NonAtomicVolatileUpdate") // changed under the lock, only read without it
    private void count(Delivery delivery) {
        open--;
        openHere -= delivery.isElsewhere() ? 0 : 1;
    }

    /** Notes that another request decides one of the events from now on. The caller holds the lock. */
    void goesElsewhere() {
        openHere--;
    }

    /** Does what {@link #ended} returned. */
    void proceed(Next next) {
        switch (next) {
            case LEAVE -> onCaller(this::leave);
            case ANSWER -> onCaller(this::answer);
            case NOTHING -> {
                // other events are open
            }
        }
    }

    /** Parks an event whose records Kafka refused permanently, or fails it if parking is off. */
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
                LOG.error("a stage failed when a request was over: this is a defect of Sluice", defect);
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
            sender.complete(Answer.result(deliveries));
        } else {
            sender.fail(failure);
        }
    }

    /** The failure that the sender is answered with, once all events have ended; null if nothing failed. */
    @Nullable
    Throwable failure() {
        return Answer.failure(deliveries);
    }

    /** Keeps the number of bytes that the budget admitted. */
    void admitted(long bytes) {
        admittedBytes = bytes;
    }

    /** The number of bytes that the budget admitted; 0 for none. */
    long admittedBytes() {
        return admittedBytes;
    }

    /** Keeps the timer of the deadline, which is cancelled before the answer. */
    void deadline(Cancellable running) {
        deadline = running;
    }

    /** Keeps the account of its emitted records. */
    void account(RequestAccount ofRecords) {
        account = ofRecords;
    }
}
