package dev.sluice.ingress;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The bodies that are in flight, those that began first in front: what waits for a slow sender makes room for an event
 * that is there. Only bodies that come in several pieces are ever in here. Thread-safe, by one lock.
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
     * Sends bodies away, the oldest first, that hold {@code wanted} bytes together.
     *
     * @return false, and none is sent away, where all of them hold less
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
