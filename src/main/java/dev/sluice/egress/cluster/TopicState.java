package dev.sluice.egress.cluster;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.DeliveryFailure.Kind;
import dev.sluice.egress.failure.FailureKinds;
import dev.sluice.egress.settings.TopicTimes;
import dev.sluice.runtime.Timer;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of one topic. Its records wait until the first answer. After a bad answer they fail at once, until a good
 * one comes.
 *
 * <p>A question never waits; it only makes the producer ask a broker. So it is repeated until there is an answer, at
 * short intervals at first. One question is open at a time. Thread-safe.
 */
final class TopicState {

    /** Stands for all topics beyond the number that may be in question at once. */
    static final TopicState UNASKED = new TopicState();

    private static final long MIN_MILLIS_BETWEEN_QUESTIONS = 2;
    private static final long MAX_MILLIS_BETWEEN_QUESTIONS = 1000;

    /** How exactly the last use of a topic is known: a coarse value saves a write for each record. */
    private static final long MILLIS_BETWEEN_USES = 1000;

    private final String name;
    private final Function<String, Uni<Integer>> question;
    private final long patienceNanos;
    private final TopicTimes times;
    private final Clocks clocks;
    private final Owner owner;
    private final AtomicBoolean asking = new AtomicBoolean(true);
    private final AtomicInteger answers = new AtomicInteger();
    private final CompletableFuture<Void> firstAnswer = new CompletableFuture<>();
    private volatile @Nullable Uni<Void> whenWritable;
    private volatile int partitions;
    private volatile long heardAt;
    private volatile long usedAt;
    private volatile boolean forgotten;

    /**
     * The clocks and the timer that topics use.
     *
     * @param nanos for durations, as {@link System#nanoTime}
     * @param millis the producer's clock, {@link System#currentTimeMillis}
     */
    record Clocks(LongSupplier nanos, LongSupplier millis, Timer timer) {

        /** The clocks of the machine, with tasks run by {@code timer}. */
        static Clocks of(Timer timer) {
            return new Clocks(System::nanoTime, System::currentTimeMillis, timer);
        }
    }

    /** Remembers topics. */
    interface Owner {

        /** The producer knows the topic, and did not before. */
        void found(TopicState topic);

        /** Whether no broker can be reached, so that waiting for an answer is of no use. */
        boolean isHopeless();

        /**
         * No record used the topic for as long as it is remembered.
         *
         * @return whether it is forgotten now, so that nobody asks for it any more
         */
        boolean unused(TopicState topic);
    }

    /**
     * An unknown topic; call {@link #askFirst()} next.
     *
     * @param question asks for the number of its partitions, or fails, without waiting
     */
    TopicState(
            String name,
            Function<String, Uni<Integer>> question,
            long patienceNanos,
            TopicTimes times,
            Clocks clocks,
            Owner owner) {
        this.name = name;
        this.question = question;
        this.patienceNanos = patienceNanos;
        this.times = times;
        this.clocks = clocks;
        this.owner = owner;
        this.usedAt = clocks.millis().getAsLong();
        // memoised, because a subscriber that gives up would cancel the future for all
        this.whenWritable =
                Uni.createFrom().completionStage(firstAnswer).memoize().indefinitely();
    }

    private TopicState() {
        this(
                "",
                topic -> Uni.createFrom().item(0),
                0,
                TopicTimes.of(0),
                new Clocks(() -> 0, () -> 0, (millis, task) -> {}),
                new Owner() {
                    @Override
                    public void found(TopicState topic) {}

                    @Override
                    public boolean isHopeless() {
                        return true;
                    }

                    @Override
                    public boolean unused(TopicState topic) {
                        return true;
                    }
                });
        whenWritable = Uni.createFrom()
                .failure(new DeliveryFailure(
                        Kind.UNAVAILABLE, "too many topics are being looked up; send this again later", null));
    }

    String name() {
        return name;
    }

    /**
     * As {@link TopicDirectory#whenWritable}, for a record that comes at {@code now}, in milliseconds of the producer's
     * clock.
     */
    @Nullable
    Uni<Void> whenWritable(long now) {
        if (now - usedAt >= MILLIS_BETWEEN_USES) {
            usedAt = now;
        }
        return whenWritable;
    }

    /** Whether records wait or fail. */
    boolean isInQuestion() {
        return whenWritable != null;
    }

    /**
     * Whether the last good answer is so old that the producer may have forgotten the topic, for example because the
     * process stood still. The topic must then be asked for anew.
     */
    boolean isStale(long now) {
        return whenWritable == null && now - heardAt >= times.valid();
    }

    /** When a record last used the topic, in milliseconds, exact to a second. */
    long usedAt() {
        return usedAt;
    }

    /** As {@link TopicDirectory#partitions}. */
    int partitions() {
        return partitions;
    }

    /**
     * Asks until there is an answer, the patience is over, or no broker can be reached. A cold connection takes time,
     * and the first events after a start from zero should wait rather than fail.
     */
    void askFirst() {
        ask(clocks.nanos().getAsLong(), true);
    }

    /** As {@link TopicDirectory#recheck}. */
    void recheck() {
        if (whenWritable == null) {
            askAgain();
        }
    }

    /** Whether the last answer was that the topic does not exist or may not be written to. */
    boolean isRefused() {
        return whenWritable != null && firstAnswer.isDone();
    }

    /** Stops asking. */
    void forget() {
        forgotten = true;
    }

    private void askAgain() {
        if (asking.compareAndSet(false, true)) {
            ask(clocks.nanos().getAsLong(), false);
        }
    }

    private void ask(long since, boolean first) {
        long askedAt = clocks.millis().getAsLong();
        question.apply(name).subscribe().with(found -> open(found, askedAt), reported -> {
            DeliveryFailure failure = FailureKinds.classifyUnsent(reported);
            long waitedNanos = clocks.nanos().getAsLong() - since;
            if (first && failure.kind() == Kind.UNAVAILABLE && waitedNanos < patienceNanos && !owner.isHopeless()) {
                clocks.timer().after(pauseMillis(waitedNanos), () -> ask(since, true));
            } else {
                close(failure);
            }
        });
    }

    /** A quarter of the time waited so far: an early answer is noticed soon, and a late one costs few questions. */
    private static long pauseMillis(long waitedNanos) {
        long quarter = TimeUnit.NANOSECONDS.toMillis(waitedNanos) / 4;
        return Math.max(MIN_MILLIS_BETWEEN_QUESTIONS, Math.min(MAX_MILLIS_BETWEEN_QUESTIONS, quarter));
    }

    /** Lets records pass. The producer counts from when it was asked, so its answer is as old as the question. */
    private void open(int found, long askedAt) {
        boolean isNew = whenWritable != null;
        partitions = found;
        heardAt = askedAt;
        whenWritable = null;
        if (isNew) {
            owner.found(this);
        }
        asking.set(false);
        firstAnswer.complete(null);
        askAgainAfter(times.count());
    }

    /** Fails records. The producer does not always say why it does not know a topic; the last reason then stays. */
    private void close(DeliveryFailure failure) {
        boolean isOpen = whenWritable == null;
        if (isOpen || !firstAnswer.isDone() || failure.kind() != Kind.UNAVAILABLE) {
            whenWritable = Uni.createFrom().failure(failure);
        }
        asking.set(false);
        firstAnswer.completeExceptionally(failure);
        askAgainAfter(Math.min(MAX_MILLIS_BETWEEN_QUESTIONS, times.count()));
    }

    private void askAgainAfter(long millis) {
        int answer = answers.incrementAndGet();
        clocks.timer().after(millis, () -> {
            boolean isDue = answer == answers.get() && !forgotten;
            if (isDue && !(isUnused() && owner.unused(this))) {
                askAgain();
            }
        });
    }

    private boolean isUnused() {
        long unused = clocks.millis().getAsLong() - usedAt;
        return unused >= (whenWritable == null ? times.idle() : times.refused());
    }
}
