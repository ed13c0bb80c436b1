package dev.sluice.egress;

import dev.sluice.core.kafka.DeliveryFailure;
import dev.sluice.core.kafka.DeliveryFailure.Kind;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one topic: until the first answer its records wait, after a bad one they fail at once, until a
 * good one.
 *
 * <p>A question never waits, it only makes the producer ask a broker; so it is repeated until there is an answer, soon at
 * first. One question is under way at a time. Thread-safe.
 */
final class KnownTopic {

    /** Stands for every topic beyond those that may be in question at once. */
    static final KnownTopic UNASKED = new KnownTopic();

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");
    private static final long MIN_MILLIS_BETWEEN_QUESTIONS = 2;
    private static final long MAX_MILLIS_BETWEEN_QUESTIONS = 1000;
    private static final long MILLIS_BETWEEN_COUNTS = 60_000;

    private final String topic;
    private final Function<String, Uni<Integer>> question;
    private final long patienceNanos;
    private final LongSupplier nanoTime;
    private final TopicDirectory.Timer timer;
    private final Runnable whenFound;
    private final AtomicBoolean asking = new AtomicBoolean(true);
    private final AtomicInteger answers = new AtomicInteger();
    private final CompletableFuture<Void> firstAnswer = new CompletableFuture<>();
    private volatile @Nullable Uni<Void> passage;
    private volatile int partitions;
    private volatile boolean forgotten;

    /**
     * A topic that nothing is known about; {@link #askFirst()} comes next.
     *
     * @param whenFound runs each time that the producer knows the topic and did not before
     */
    KnownTopic(
            String topic,
            Function<String, Uni<Integer>> question,
            long patienceNanos,
            LongSupplier nanoTime,
            TopicDirectory.Timer timer,
            Runnable whenFound) {
        this.topic = topic;
        this.question = question;
        this.patienceNanos = patienceNanos;
        this.nanoTime = nanoTime;
        this.timer = timer;
        this.whenFound = whenFound;
        // memoised, because a subscriber that gives up would cancel the future for all
        this.passage = Uni.createFrom().completionStage(firstAnswer).memoize().indefinitely();
    }

    private KnownTopic() {
        this("", topic -> Uni.createFrom().item(0), 0, () -> 0, (millis, task) -> {}, () -> {});
        passage = Uni.createFrom()
                .failure(new DeliveryFailure(Kind.UNAVAILABLE, "too many topics are being looked for", null));
    }

    /** As {@link TopicDirectory#passage}. */
    @Nullable
    Uni<Void> passage() {
        return passage;
    }

    /** As {@link TopicDirectory#partitions}. */
    int partitions() {
        return partitions;
    }

    /**
     * Asks until there is an answer, or until the patience is over: a cold connection takes its time, and the first
     * events after a start from zero should rather wait than be sent away.
     */
    void askFirst() {
        ask(nanoTime.getAsLong(), true);
    }

    /** As {@link TopicDirectory#doubt}. */
    void doubt() {
        if (passage == null) {
            askAgain();
        }
    }

    /** Whether the last answer was that there is no such topic, or none that may be written to. */
    boolean isRefused() {
        return passage != null && firstAnswer.isDone();
    }

    /** No more questions. */
    void forget() {
        forgotten = true;
    }

    private void askAgain() {
        if (asking.compareAndSet(false, true)) {
            ask(nanoTime.getAsLong(), false);
        }
    }

    private void ask(long since, boolean first) {
        question.apply(topic).subscribe().with(this::open, reported -> {
            DeliveryFailure failure = FailureKinds.classifyUnsent(reported);
            long waitedNanos = nanoTime.getAsLong() - since;
            if (first && failure.kind() == Kind.UNAVAILABLE && waitedNanos < patienceNanos) {
                timer.after(pauseMillis(waitedNanos), () -> ask(since, true));
            } else {
                close(failure);
            }
        });
    }

    /** A quarter of the time that has passed, so that an answer is noticed about as soon as it matters. */
    private static long pauseMillis(long waitedNanos) {
        long quarter = TimeUnit.NANOSECONDS.toMillis(waitedNanos) / 4;
        return Math.max(MIN_MILLIS_BETWEEN_QUESTIONS, Math.min(MAX_MILLIS_BETWEEN_QUESTIONS, quarter));
    }

    private void open(int found) {
        boolean isNew = passage != null;
        partitions = found;
        passage = null;
        if (isNew) {
            LOG.infof("topic %s has %d partitions", topic, found);
            whenFound.run();
        }
        asking.set(false);
        firstAnswer.complete(null);
        askAgainAfter(MILLIS_BETWEEN_COUNTS);
    }

    /** The producer does not always say why it does not know a topic; then what it said last stands. */
    private void close(DeliveryFailure failure) {
        boolean isOpen = passage == null;
        if (isOpen || !firstAnswer.isDone() || failure.kind() != Kind.UNAVAILABLE) {
            passage = Uni.createFrom().failure(failure);
        }
        asking.set(false);
        firstAnswer.completeExceptionally(failure);
        askAgainAfter(MAX_MILLIS_BETWEEN_QUESTIONS);
    }

    private void askAgainAfter(long millis) {
        int answer = answers.incrementAndGet();
        timer.after(millis, () -> {
            if (answer == answers.get() && !forgotten) {
                askAgain();
            }
        });
    }
}
