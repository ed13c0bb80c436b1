package dev.sluice.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names of attributes that many events have, to recognise one that is misspelt. Stateless. */
final class AttributeNames {

    /** The attributes of CloudEvents 1.0.2, and the documented extensions that keys are made of. */
    private static final List<String> USUAL = List.of(
            "source",
            "subject",
            "specversion",
            "datacontenttype",
            "dataschema",
            "partitionkey",
            "traceparent",
            "tracestate",
            "sequence",
            "type",
            "time");

    private static final int SHORT = 4;

    private AttributeNames() {}

    /**
     * The attribute that is meant by {@code name} but for a typing error; null if it is one itself or like none. A
     * short name with another letter in it is a name of its own.
     */
    static @Nullable String meantBy(String name) {
        if (USUAL.contains(name)) {
            return null;
        }
        for (String usual : USUAL) {
            boolean isOwnName =
                    usual.length() == SHORT && EditDistance.between(name, usual) == 1 && name.length() == SHORT;
            if (!isOwnName && EditDistance.isTypingError(name, usual)) {
                return usual;
            }
        }
        return null;
    }
}
