package dev.sluice.core.mapping;

import dev.sluice.core.data.DataView;
import dev.sluice.core.data.JsonPointer;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.CloudEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text with places that an event fills, such as {@code orders.{region}}: {@code {name}} is an attribute,
 * {@code {/pointer}} a string, number or boolean in the JSON data, {@code {hash(/pointer)}} the keyed hash of one,
 * {@code {@sender}} the configured sender that the event came from, and {@code {@caller}} who that proved to be.
 *
 * <p>Yields a value only if every place does, and never an empty one. A template of one place costs no more than
 * looking that place up. Thread-safe.
 */
final class Template {

    private static final Pattern ATTRIBUTE = Pattern.compile("[a-z0-9]+");
    private static final String HASH = "hash(";

    private final List<Part> parts;

    private Template(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    private sealed interface Part permits Text, Attribute, Value, Origin {}

    private record Text(String text) implements Part {}

    private record Attribute(String name) implements Part {}

    /** A place in the data: its pointer, and the slot of that. */
    private record Value(JsonPointer pointer, int slot, boolean hashed) implements Part {}

    /** How the event arrived. */
    private enum Origin implements Part {
        SENDER,
        CALLER
    }

    /**
     * Parses an entry of a recipe: an attribute's name, a pointer, {@code hash(/pointer)}, or a text with places.
     *
     * @param pointers registers the pointers of the entry
     * @throws IllegalArgumentException if it is none of these; the message is the rest of a sentence about the entry
     */
    static Template ofEntry(String entry, PointerSlots pointers) {
        if (entry.indexOf('{') >= 0) {
            return ofText(entry, pointers);
        }
        return new Template(List.of(place(entry, pointers)));
    }

    /**
     * Parses a text with any number of places. Literal braces are doubled.
     *
     * @param pointers registers the pointers of the text
     * @throws IllegalArgumentException if a brace has no counterpart, or a place is nothing that an event has
     */
    static Template ofText(String text, PointerSlots pointers) {
        return new Template(TextWithPlaces.<Part>parse(text, Text::new, place -> place(place, pointers)));
    }

    private static Part place(String place, PointerSlots pointers) {
        if (place.startsWith("/")) {
            return value(JsonPointer.parse(place), pointers, false);
        }
        if (place.startsWith(HASH) && place.endsWith(")")) {
            String hashed = place.substring(HASH.length(), place.length() - 1);
            if (!hashed.startsWith("/")) {
                throw new IllegalArgumentException(
                        "hashes something that is not a place in the data: write hash(/pointer)");
            }
            return value(JsonPointer.parse(hashed), pointers, true);
        }
        if (place.equals("@sender")) {
            return Origin.SENDER;
        }
        if (place.equals("@caller")) {
            return Origin.CALLER;
        }
        if (!ATTRIBUTE.matcher(place).matches()) {
            throw new IllegalArgumentException(
                    "is not an attribute name (lower-case letters and digits), a JSON Pointer (starts with a slash),"
                            + " @sender, @caller or a text with one of these in braces");
        }
        return new Attribute(place);
    }

    private static Part value(JsonPointer pointer, PointerSlots pointers, boolean hashed) {
        return new Value(pointer, pointers.add(pointer), hashed);
    }

    /** The places in the data whose values the text shows unhashed. */
    List<JsonPointer> shown() {
        List<JsonPointer> shown = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Value place && !place.hashed) {
                shown.add(place.pointer);
            }
        }
        return shown;
    }

    /** Whether the text has a hash in it, which needs a secret. */
    boolean hashes() {
        return parts.stream().anyMatch(part -> part instanceof Value place && place.hashed);
    }

    /** What everything that the text yields starts with. */
    String start() {
        return !parts.isEmpty() && parts.get(0) instanceof Text text ? text.text : "";
    }

    /** What everything that the text yields ends with. */
    String end() {
        return !parts.isEmpty() && parts.get(parts.size() - 1) instanceof Text text ? text.text : "";
    }

    /** The text, if it has no place in it; otherwise null. */
    @Nullable
    String constant() {
        if (parts.isEmpty()) {
            return "";
        }
        return parts.size() == 1 && parts.get(0) instanceof Text text ? text.text : null;
    }

    /**
     * The text with its places filled in from the event.
     *
     * @param arrival how it came
     * @param data what the route asked for of the data; null if the event has no JSON data
     * @return null if a place has no value, or the whole text is empty
     */
    @Nullable
    String value(CloudEvent event, Arrival arrival, @Nullable DataView data) {
        if (parts.size() == 1) {
            return value(parts.get(0), event, arrival, data);
        }
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            String value = value(part, event, arrival, data);
            if (value == null) {
                return null;
            }
            text.append(value);
        }
        return text.isEmpty() ? null : text.toString();
    }

    private static @Nullable String value(Part part, CloudEvent event, Arrival arrival, @Nullable DataView data) {
        String value;
        if (part instanceof Attribute attribute) {
            value = event.attribute(attribute.name);
        } else if (part instanceof Value place) {
            value = data == null ? null : place.hashed ? data.hash(place.slot) : data.text(place.slot);
        } else if (part instanceof Text text) {
            value = text.text;
        } else {
            value = part == Origin.SENDER ? arrival.sender() : arrival.caller();
        }
        return value == null || value.isEmpty() ? null : value;
    }
}
