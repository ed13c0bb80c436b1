package dev.sluice.core.event;

import java.util.List;

/**
 * Events that came together and are published together or not at all.
 *
 * @param events in the order in which they were sent; not to be changed
 */
public record EventBatch(List<CloudEvent> events) {

    /** Where {@code event} itself, not an equal one, is in the batch, counted from 0; -1 where it is not. */
    public int indexOf(CloudEvent event) {
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) == event) {
                return i;
            }
        }
        return -1;
    }
}
