package dev.sluice.egress.dedup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.core.data.Sha256;
import dev.sluice.core.delivery.Receipt;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.runtime.CallerLoop;
import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Recognises duplicates by source and id, among the events in flight and those that were stored last. What another
 * sender or caller sent is never one: whoever sends an event's source and id first could suppress it otherwise.
 *
 * <p>Of a stored event it keeps 16 bytes of a hash, which take at most 100 bytes with the collection, or twice as much
 * if its request was signed; if there are too many, the oldest is forgotten. Events in flight are kept until their
 * outcome is known. A hash of these texts, and two short locks an event. Thread-safe.
 */
public final class RecentEvents {

    private final int maxStored;
    private final Map<Identity, FirstCopy> inFlight = new HashMap<>();
    private final Set<Identity> stored = new LinkedHashSet<>();

    /** Remembers the last {@code maxStored} stored events. */
    public RecentEvents(int maxStored) {
        this.maxStored = maxStored;
    }

    /**
     * What is known of an event when it comes.
     *
     * @param copy its first copy, which is in flight; null if one is stored
     * @param isFirst whether this event is the first copy, whose outcome must then be reported
     */
    public record Sighting(@Nullable FirstCopy copy, boolean isFirst) {}

    /**
     * Looks up {@code event}. If it is unknown, it is in flight from now on.
     *
     * @param arrival how it came; of a request that was signed, what was signed identifies the event too
     * @param index its position in the request, from 0
     */
    public Sighting look(CloudEvent event, Arrival arrival, int index) {
        Identity identity = Identity.of(event.source(), event.id(), arrival);
        String signed = arrival.signedId();
        // no event has an empty source
        Identity other = signed == null ? identity : Identity.of("", index + " " + signed, arrival);
        synchronized (this) {
            if (stored.contains(identity) || stored.contains(other)) {
                return new Sighting(null, false);
            }
            FirstCopy known = inFlight.getOrDefault(identity, inFlight.get(other));
            if (known != null) {
                return new Sighting(known, false);
            }
            FirstCopy first = new FirstCopy(identity, other);
            inFlight.put(identity, first);
            inFlight.put(other, first);
            return new Sighting(first, true);
        }
    }

    /** Reports that a first copy succeeded. It is remembered if all its records are stored, but not if it is parked. */
    public void delivered(FirstCopy copy, List<Receipt> receipts) {
        boolean all =
                !receipts.isEmpty() && receipts.stream().allMatch(receipt -> receipt.state() == Receipt.State.STORED);
        synchronized (this) {
            forget(copy);
            if (all) {
                remember(copy.identity);
                remember(copy.other);
            }
        }
        copy.outcome.complete(receipts);
    }

    private void forget(FirstCopy copy) {
        inFlight.remove(copy.identity, copy);
        inFlight.remove(copy.other, copy);
    }

    private void remember(Identity identity) {
        if (stored.add(identity) && stored.size() > maxStored) {
            Iterator<Identity> oldest = stored.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Reports that a first copy failed. It is forgotten, so that the event is tried again when it comes again. */
    public void failed(FirstCopy copy, Throwable failure) {
        synchronized (this) {
            forget(copy);
        }
        copy.outcome.completeExceptionally(failure);
    }

    /** The first copy of an event, from when it came until its outcome is known. */
    public static final class FirstCopy {

        private final Identity identity;
        private final Identity other;
        private final CompletableFuture<List<Receipt>> outcome = new CompletableFuture<>();

        /** {@code other} is the same if the event has no other identity. */
        private FirstCopy(Identity identity, Identity other) {
            this.identity = identity;
            this.other = other;
        }

        /**
         * Its outcome, for any number of senders, each on its own event loop. If one gives up, the others still get it.
         */
        public Uni<List<Receipt>> outcome() {
            return CallerLoop.backHere(Uni.createFrom()
                    .emitter(sender -> outcome.whenComplete((receipts, failure) -> {
                        if (failure == null) {
                            sender.complete(receipts);
                        } else {
                            sender.fail(failure);
                        }
                    })));
        }
    }

    /** Half of the SHA-256 of source, id, sender and caller, each with its length in front to keep them apart. */
    private record Identity(long high, long low) {

        static Identity of(String source, String id, Arrival arrival) {
            MessageDigest hash = Sha256.create();
            update(hash, source);
            update(hash, id);
            update(hash, arrival.sender());
            if (arrival.caller() != null) {
                update(hash, arrival.caller());
            }
            ByteBuffer bytes = ByteBuffer.wrap(hash.digest());
            return new Identity(bytes.getLong(), bytes.getLong());
        }

        private static void update(MessageDigest hash, String text) {
            byte[] bytes = text.getBytes(UTF_8);
            hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            hash.update(bytes);
        }
    }
}
