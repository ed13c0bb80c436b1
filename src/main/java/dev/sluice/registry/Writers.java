package dev.sluice.registry;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.value.SchemaAwaited;
import dev.sluice.core.value.SchemaSource;
import dev.sluice.core.value.SchemaUse;
import dev.sluice.core.value.Writer;
import dev.sluice.runtime.Shown;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The writers of routes that write alike, by subject.
 *
 * <p>Those that the configuration names are kept. Of others, which events name, {@value Subjects#MOST} are kept that
 * are known, and as many that are not: for one more, the one is forgotten that was not used for the longest time. So an
 * event that names what the registry does not have forgets nothing that it has. Thread-safe.
 */
final class Writers implements SchemaSource {

    private final SchemaUse use;
    private final Lookups lookups;
    private final int most;
    private final Map<String, SubjectWriter> writers = new ConcurrentHashMap<>();

    /** No writers yet for routes that want {@code use}; {@code most} are kept that the configuration does not name. */
    Writers(SchemaUse use, Lookups lookups, int most) {
        this.use = use;
        this.lookups = lookups;
        this.most = most;
    }

    /** Whether a route that wants {@code other} writes as these do, whatever subjects it names. */
    boolean isFor(SchemaUse other) {
        return use.compiler().equals(other.compiler())
                && use.framing() == other.framing()
                && Objects.equals(use.given(), other.given())
                && use.registers() == other.registers()
                && Objects.equals(use.version(), other.version());
    }

    /** Subjects that the configuration names, before any event does. */
    void name(Set<String> subjects) {
        for (String subject : subjects) {
            writers.computeIfAbsent(subject, first -> {
                lookups.isNamed();
                return new SubjectWriter(subject, true, this);
            });
        }
    }

    /** Begins to look up those that the configuration names, in the background, each until it is known. */
    void begin() {
        writers.values().stream().filter(SubjectWriter::isNamed).forEach(SubjectWriter::begin);
    }

    /** The same as {@link SubjectWriter#get}; nothing can be waited for either if too many are being looked up. */
    @Override
    public Writer writer(String subject) {
        SubjectWriter known = writers.get(subject);
        return (known == null ? added(subject) : known).get();
    }

    private synchronized SubjectWriter added(String subject) {
        SubjectWriter known = writers.get(subject);
        if (known != null) {
            return known;
        }
        if (count(other -> !other.isKnown()) >= most && !forgetOne(other -> !other.isKnown(), null)) {
            throw new SchemaAwaited(CompletableFuture.failedFuture(new DeliveryFailure(
                    DeliveryFailure.Kind.UNAVAILABLE,
                    "the schema of subject " + Shown.name(subject) + " is not known: too many are being looked up",
                    null)));
        }
        SubjectWriter added = new SubjectWriter(subject, false, this);
        writers.put(subject, added);
        return added;
    }

    /** Forgets another one if too many are known now that {@code known} is. */
    synchronized void isKnown(SubjectWriter known) {
        if (count(SubjectWriter::isKnown) > most) {
            forgetOne(SubjectWriter::isKnown, known);
        }
    }

    /** How many there are of these that the configuration does not name. */
    private long count(Predicate<SubjectWriter> these) {
        return writers.values().stream()
                .filter(writer -> !writer.isNamed() && these.test(writer))
                .count();
    }

    private boolean forgetOne(Predicate<SubjectWriter> these, @Nullable SubjectWriter kept) {
        Map.Entry<String, SubjectWriter> oldest = null;
        for (Map.Entry<String, SubjectWriter> entry : writers.entrySet()) {
            SubjectWriter writer = entry.getValue();
            boolean isOlder =
                    oldest == null || writer.usedNanos() - oldest.getValue().usedNanos() < 0;
            if (writer != kept && isOlder && these.test(writer) && writer.isIdle()) {
                oldest = entry;
            }
        }
        return oldest != null && writers.remove(oldest.getKey(), oldest.getValue());
    }

    /** How many are known. */
    long known() {
        return writers.values().stream().filter(SubjectWriter::isKnown).count();
    }

    /** What the first of the routes wants of the registry. */
    SchemaUse use() {
        return use;
    }

    /** Where the schemas are looked up. */
    Lookups lookups() {
        return lookups;
    }
}
