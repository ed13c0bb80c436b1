package dev.sluice.ingress.auth;

import dev.sluice.config.Sender;
import dev.sluice.core.event.Arrived;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Parkable;
import dev.sluice.core.event.Refusal;
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
        List<? extends Parkable> parts = arrived.parts();
        boolean isDecoded = true;
        for (int i = 0; i < parts.size(); i++) {
            if (!(parts.get(i) instanceof CloudEvent event)) {
                isDecoded = false;
            } else if (!isAllowed(event, ofCaller)) {
                Refusal refusal = Refusal.forbidden("the caller may not send such events");
                throw arrived.isBatch() ? refusal.inBatch(i) : refusal;
            }
        }
        if (!isDecoded && ofCaller.stream().noneMatch(grant -> grant.when() == null)) {
            throw Refusal.forbidden("the caller may not send what cannot be decoded");
        }
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
