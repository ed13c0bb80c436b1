package dev.sluice.core.mapping;

import dev.sluice.core.data.DataView;
import dev.sluice.core.event.CloudEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an event gets its key, or its partition: the first of several templates that yields a value.
 *
 * <p>Never changes the event, and never makes a value of an empty text or of the word null. Thread-safe.
 */
final class Recipe {

    private final List<Template> alternatives;

    /** A recipe of templates in order of preference; none for no value. */
    Recipe(List<Template> alternatives) {
        this.alternatives = List.copyOf(alternatives);
    }

    /** The first value found, as it is; null where no template yields one. */
    @Nullable
    String value(CloudEvent event, @Nullable DataView data) {
        for (Template alternative : alternatives) {
            String value = alternative.value(event, data);
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
