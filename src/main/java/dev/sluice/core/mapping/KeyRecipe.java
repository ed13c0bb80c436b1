package dev.sluice.core.mapping;

import dev.sluice.core.event.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an event gets its key: the first of several attributes that it has.
 *
 * <p>Never changes the event, and never makes a key of an empty text or of the word null. Thread-safe.
 */
public final class KeyRecipe {

    private final List<String> attributes;

    /**
     * A recipe.
     *
     * @param attributes names in order of preference; none for records without keys
     * @throws IllegalArgumentException where one is not an attribute name, naming it
     */
    public KeyRecipe(List<String> attributes) {
        for (String attribute : attributes) {
            if (!attribute.matches("[a-z0-9]+")) {
                throw new IllegalArgumentException("'" + attribute
                        + "' is not an attribute name; attribute names consist of lower-case letters and digits");
            }
        }
        this.attributes = List.copyOf(attributes);
    }

    /** The UTF-8 bytes of the first value found, as it is; null where the event has none of the attributes. */
    public byte @Nullable [] key(CloudEvent event) {
        for (String attribute : attributes) {
            String value = event.attribute(attribute);
            if (value != null && !value.isEmpty()) {
                return value.getBytes(StandardCharsets.UTF_8);
            }
        }
        return null;
    }
}
