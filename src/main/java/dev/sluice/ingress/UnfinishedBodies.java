package dev.sluice.ingress;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The bodies that are not complete, the oldest first. A body that waits for a slow sender makes room for an event that
 * has arrived. Only bodies that come in several pieces are ever in here. Thread-safe, by one lock.
 */
final class UnfinishedBodies {

    private final Set<RequestBody> bodies = new LinkedHashSet<>();

    synchronized void add(RequestBody body) {
        bodies.add(body);
    }

    synchronized void remove(RequestBody body) {
        bodies.remove(body);
    }

    /**
     * Refuses bodies, the oldest first, that together hold {@code wanted} bytes.
     *
     * @return false, and refuses none, if all of them hold less
     */
    boolean makeRoom(long wanted) {
        List<RequestBody> leaving = leaving(wanted);
        leaving.forEach(RequestBody::makeRoom);
        return !leaving.isEmpty();
    }

    private synchronized List<RequestBody> leaving(long wanted) {
        List<RequestBody> leaving = new ArrayList<>();
        long held = 0;
        Iterator<RequestBody> oldestFirst = bodies.iterator();
        while (held < wanted && oldestFirst.hasNext()) {
            RequestBody body = oldestFirst.next();
            held += body.heldBytes();
            leaving.add(body);
        }
        if (held < wanted) {
            return List.of();
        }
        leaving.forEach(bodies::remove);
        return leaving;
    }
}
