package dev.sluice.registry;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaAwaited;
import dev.sluice.core.value.SchemaUse;
import dev.sluice.core.value.Serializer;
import dev.sluice.core.value.Writer;
import dev.sluice.registry.LookupFailure.Kind;
import dev.sluice.registry.Lookups.Rank;
import dev.sluice.runtime.Shown;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What writes values by the schema of one subject: of one version, of its latest, or one that the configuration has.
 *
 * <p>Once it is known, it is never unknown again, whatever becomes of the registry. A latest version that is older than
 * {@code refresh} is looked up again when it is used, in the background, and replaced once a newer one is ready to
 * write. Any number of events that ask for one that is not known are one lookup; a lookup that failed is remembered for
 * 1 to 10 s. Thread-safe.
 */
final class SubjectWriter {

    /** How many events wait for one schema at most. */
    static final int MOST_WAITING = 1000;

    private static final Logger LOG = Logger.getLogger("dev.sluice.registry");
    private static final long FIRST_RETRY_MILLIS = 1000;
    private static final long LAST_RETRY_MILLIS = 10_000;
    private static final long LONGEST_OLD_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long USE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String subject;
    private final boolean isNamed;
    private final Writers all;
    private final SchemaUse use;
    private final Lookups lookups;

    private volatile @Nullable Known known;

    /** When a latest version is looked up again. */
    private volatile long oldNanos;

    private volatile long usedNanos;

    /** A lookup is under way, and one of those is on its thread. Guarded by this object, like what follows. */
    private boolean isRunning;

    private boolean isLooking;
    private boolean isTimerSet;

    /** What events wait for; null if none does. It may have timed out before the lookup ends. */
    private @Nullable CompletableFuture<Void> awaited;

    private int waiting;
    private long nextNanos;
    private long retryMillis = FIRST_RETRY_MILLIS;
    private @Nullable DeliveryFailure last;

    private record Known(Writer writer, int id, int version) {}

    /**
     * One that is not known yet.
     *
     * @param isNamed whether it is looked up without an event, again and again until it is known
     */
    SubjectWriter(String subject, boolean isNamed, Writers all) {
        this.subject = subject;
        this.isNamed = isNamed;
        this.all = all;
        this.use = all.use();
        this.lookups = all.lookups();
        this.nextNanos = lookups.nanoTime();
        this.usedNanos = nextNanos;
    }

    /**
     * The writer, as it is now. Costs two volatile reads and a look at the clock.
     *
     * @throws SchemaAwaited if it is not known: a lookup is under way that the event can wait for, or it has just
     *     failed. What fails then is a {@code DeliveryFailure} that is {@code UNAVAILABLE} and names the subject
     */
    Writer get() {
        long now = lookups.nanoTime();
        if (now - usedNanos > USE_NANOS) {
            usedNanos = now;
        }
        Known present = known;
        if (present == null) {
            return orAwaited();
        }
        if (isOfTheLatest() && now - oldNanos > 0) {
            refresh();
        }
        return present.writer;
    }

    private boolean isOfTheLatest() {
        return use.version() == null && use.given() == null;
    }

    /** Whether there is a writer. */
    boolean isKnown() {
        return known != null;
    }

    /** When it was used last, to a second. */
    long usedNanos() {
        return usedNanos;
    }

    /** Whether the configuration names it. */
    boolean isNamed() {
        return isNamed;
    }

    /** Whether it may be forgotten: the configuration does not name it, and it is not being looked up. */
    synchronized boolean isIdle() {
        return !isNamed && !isRunning;
    }

    /** Begins to look it up, for later. */
    void begin() {
        synchronized (this) {
            isTimerSet = false;
            if (known == null && !isRunning) {
                begin(Rank.NOBODY);
            }
        }
    }

    private void refresh() {
        synchronized (this) {
            if (!isRunning && lookups.nanoTime() - oldNanos > 0) {
                begin(Rank.NOBODY);
            }
        }
    }

    private void begin(Rank rank) {
        isRunning = true;
        lookups.run(rank, this::look);
    }

    private Writer orAwaited() {
        synchronized (this) {
            Known now = known;
            if (now != null) {
                return now.writer;
            }
            if (!isRunning) {
                DeliveryFailure before = last;
                if (before != null && lookups.nanoTime() - nextNanos < 0) {
                    throw new SchemaAwaited(CompletableFuture.failedFuture(before));
                }
                begin(Rank.EVENT);
            } else if (awaited == null && !isLooking) {
                // it is in the queue, behind those that nobody waits for
                lookups.run(Rank.EVENT, this::look);
            }
            throw new SchemaAwaited(ended());
        }
    }

    private CompletableFuture<Void> ended() {
        CompletableFuture<Void> ended = awaited;
        if (ended == null) {
            CompletableFuture<Void> first = new CompletableFuture<>();
            lookups.timer()
                    .after(
                            lookups.timeoutMillis(),
                            () -> first.completeExceptionally(unknown(
                                    "the registry has not answered within " + lookups.timeoutMillis() + " ms")));
            awaited = first;
            ended = first;
        }
        if (!ended.isDone() && ++waiting > MOST_WAITING) {
            return CompletableFuture.failedFuture(unknown("too many events wait for it"));
        }
        return ended;
    }

    private DeliveryFailure unknown(String reason) {
        return new DeliveryFailure(
                DeliveryFailure.Kind.UNAVAILABLE, "the schema of " + this + " is not known: " + reason, null);
    }

    private void look() {
        synchronized (this) {
            if (!isRunning || isLooking) {
                return;
            }
            isLooking = true;
        }
        LookupFailure failure = null;
        try {
            find();
        } catch (LookupFailure e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            // also memory that a schema takes: a lookup that does not end is never made again
            LOG.errorf(e, "the schema of %s cannot be used: this is a defect of Sluice", this);
            failure = new LookupFailure(Kind.UNUSABLE, e.getClass().getSimpleName());
        }
        end(failure);
    }

    private void find() throws LookupFailure {
        long askedNanos = lookups.nanoTime();
        Registered found = ask();
        Known before = known;
        if (before != null && before.id == found.id()) {
            oldNanos = askedNanos + lookups.refreshNanos();
            lookups.meters().unchanged();
            return;
        }
        Writer writer = compile(found);
        oldNanos = askedNanos + lookups.refreshNanos();
        known = new Known(writer, found.id(), found.version());
        lookups.meters().found();
        if (before == null) {
            LOG.debugf("%s has the schema with the id %d (version %d)", this, found.id(), found.version());
            all.isKnown(this);
        } else {
            LOG.infof(
                    "%s has another schema now: the id was %d (version %d) and is %d (version %d)",
                    this, before.id, before.version, found.id(), found.version());
        }
        if (isNamed && before == null) {
            lookups.isKnown();
        }
    }

    private Registered ask() throws LookupFailure {
        Schema given = use.given();
        Integer version = use.version();
        if (given == null) {
            return lookups.registry().version(subject, version == null ? Registry.LATEST : version);
        }
        return use.registers()
                ? lookups.registry().register(subject, given)
                : lookups.registry().find(subject, given);
    }

    private Writer compile(Registered found) throws LookupFailure {
        Schema given = use.given();
        Schema schema = given == null ? lookups.registry().schema(found) : given;
        try {
            Serializer serializer = use.compiler().compile(schema);
            return new Writer(use.framing().prefix(found.id(), serializer), serializer);
        } catch (IllegalArgumentException e) {
            throw new LookupFailure(Kind.UNUSABLE, "the schema with the id " + found.id() + ": " + e.getMessage());
        }
    }

    private void end(@Nullable LookupFailure failure) {
        CompletableFuture<Void> ended;
        DeliveryFailure told = failure == null ? null : unknown(failure.kind().forSenders());
        synchronized (this) {
            isRunning = false;
            isLooking = false;
            ended = awaited;
            awaited = null;
            waiting = 0;
            last = told;
            if (failure == null) {
                retryMillis = FIRST_RETRY_MILLIS;
            } else {
                pause(failure.kind());
            }
        }
        if (failure != null) {
            report(failure);
        }
        if (ended != null && told != null) {
            ended.completeExceptionally(told);
        } else if (ended != null) {
            ended.complete(null);
        }
    }

    private void pause(Kind kind) {
        if (known != null) {
            oldNanos = lookups.nanoTime() + Math.min(lookups.refreshNanos(), LONGEST_OLD_NANOS);
            return;
        }
        long pause = kind == Kind.UNAVAILABLE ? retryMillis : LAST_RETRY_MILLIS;
        retryMillis = Math.min(2 * retryMillis, LAST_RETRY_MILLIS);
        nextNanos = lookups.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause);
        if (isNamed && !isTimerSet) {
            isTimerSet = true;
            lookups.timer().after(pause, this::begin);
        }
    }

    private void report(LookupFailure failure) {
        lookups.meters().failed(failure.kind());
        Known kept = known;
        String line = "the schema of " + this
                + (kept == null
                        ? " is not known, so its events are answered 503: "
                        : " cannot be looked up again, so the one with the id " + kept.id + " stays in use: ")
                + failure.getMessage();
        if (isNamed && kept == null && failure.kind() != Kind.UNAVAILABLE) {
            lookups.error(line);
        } else {
            lookups.warn(line);
        }
    }

    /** The subject, and the version if it is one by number. */
    @Override
    public String toString() {
        Integer version = use.version();
        return "subject " + Shown.name(subject) + (version == null ? "" : " version " + version);
    }
}
