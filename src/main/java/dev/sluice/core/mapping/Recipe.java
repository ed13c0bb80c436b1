package dev.sluice.core.mapping;

import dev.sluice.core.data.DataView;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.CloudEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an event gets its key or partition: the first of several templates that yields a value.
 *
 * <p>Never changes the event. An empty text or JSON null is not a value. Thread-safe.
 */
final class Recipe {

    private final List<Template> alternatives;

    /** A recipe of templates in order of preference; an empty list yields no value. */
    Recipe(List<Template> alternatives) {
        this.alternatives = List.copyOf(alternatives);
    }

    /** The first value that a template yields, unchanged; null if none does. */
    @Nullable
    String value(CloudEvent event, Arrival arrival, @Nullable DataView data) {
        for (Template alternative : alternatives) {
            String value = alternative.value(event, arrival, data);
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
