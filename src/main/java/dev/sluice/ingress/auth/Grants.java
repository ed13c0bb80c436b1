package dev.sluice.ingress.auth;

import dev.sluice.config.Sender;
import dev.sluice.core.event.Arrived;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Undecoded;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the callers of one sender may send: an event is allowed if any grant fits it.
 *
 * <p>Looks at the grants of the caller first, once for a request. Thread-safe.
 */
public final class Grants {

    private final List<Sender.Grant> grants;

    /** The grants {@code grants}, of which there is at least one. */
    public Grants(List<Sender.Grant> grants) {
        this.grants = grants;
    }

    /**
     * Checks all events of a request.
     *
     * @throws Refusal {@code FORBIDDEN} if no grant fits one of them; of a batch with its index
     */
    public void check(Arrived arrived) {
        String caller = arrived.arrival().caller();
        List<Sender.Grant> ofCaller =
                grants.stream().filter(grant -> isFor(grant, caller)).toList();
        if (ofCaller.isEmpty()) {
            throw Refusal.forbidden("the caller may not send through this sender");
        }
        List<CloudEvent> events = arrived.events();
        for (int i = 0; i < events.size(); i++) {
            if (!isAllowed(events.get(i), ofCaller)) {
                Refusal refusal = Refusal.forbidden("the caller may not send such events");
                throw arrived.isBatch() ? refusal.inBatch(sentAt(i, arrived.undecoded())) : refusal;
            }
        }
        if (!arrived.undecoded().isEmpty() && ofCaller.stream().noneMatch(grant -> grant.when() == null)) {
            throw Refusal.forbidden("the caller may not send what cannot be decoded");
        }
    }

    /** The position in the batch as it was sent of the event at {@code index} of those that were decoded. */
    private static int sentAt(int index, List<Undecoded> undecoded) {
        int at = index;
        for (Undecoded other : undecoded) {
            if (other.index() <= at) {
                at++;
            }
        }
        return at;
    }

    private static boolean isFor(Sender.Grant grant, @Nullable String caller) {
        return grant.caller() == null || grant.caller().matches(caller);
    }

    private static boolean isAllowed(CloudEvent event, List<Sender.Grant> grants) {
        for (Sender.Grant grant : grants) {
            if (grant.when() == null || grant.when().matches(event)) {
                return true;
            }
        }
        return false;
    }
}
