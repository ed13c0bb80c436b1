package dev.sluice.core.envelope;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.JsonScanner;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Those members of a JSON object that have one of some names, each as a slice of the text.
 *
 * <p>One pass; the other members are skipped. A member that is null is as good as missing. Not changed after it is
 * read.
 */
final class Members {

    private final String notOne;
    private final Map<String, Bytes> values = new HashMap<>();

    private Members(String notOne) {
        this.notOne = notOne;
    }

    /**
     * Reads the object that {@code json} is at, and moves past it.
     *
     * @param notOne what it is not if it is refused, such as {@code not an SNS message}
     * @throws Refusal {@code MALFORMED} if it is not an object, or one of {@code names} is in there twice
     */
    static Members read(JsonScanner json, Set<String> names, String notOne) {
        Members members = new Members(notOne);
        json.enterObject(notOne);
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            Bytes value = json.value();
            if (names.contains(name) && members.values.put(name, value) != null) {
                throw Refusal.malformed(notOne + ": the member " + name + " must not be repeated");
            }
        }
        return members;
    }

    /** As {@link #read(JsonScanner, Set, String)}, of a text that is the object and nothing else. */
    static Members read(Bytes json, Set<String> names, String notOne) {
        JsonScanner scanner = new JsonScanner(json);
        Members members = read(scanner, names, notOne);
        scanner.end();
        return members;
    }

    /** The value of the member {@code name} as it is written; null if there is none. */
    @Nullable
    Bytes json(String name) {
        Bytes value = values.get(name);
        return value == null || value.at(0) == 'n' ? null : value;
    }

    /** The object that is the member {@code name}; without any members if there is none. */
    Members object(String name, Set<String> names) {
        Bytes value = json(name);
        return value == null ? new Members(notOne) : read(value, names, notOne);
    }

    /**
     * The text of the member {@code name}, an unpaired surrogate included; null if there is none.
     *
     * @throws Refusal {@code MALFORMED} if it is not a string
     */
    @Nullable
    String text(String name) {
        Bytes value = json(name);
        if (value == null) {
            return null;
        }
        if (value.at(0) != '"') {
            throw Refusal.malformed(notOne + ": the member " + name + " must be a string");
        }
        return characters(value);
    }

    /** As {@link #text}, with null for an empty text too, which an optional attribute cannot have. */
    @Nullable
    String textOrNone(String name) {
        String text = text(name);
        return text == null || text.isEmpty() ? null : text;
    }

    /**
     * As {@link #text}, for the required attribute {@code attribute}.
     *
     * @throws Refusal {@code INVALID_ATTRIBUTE} too, if there is no such member
     */
    String required(String name, String attribute) {
        String text = text(name);
        if (text == null) {
            throw Refusal.attribute(attribute, "is required, but the member " + name + " is missing");
        }
        return text;
    }

    /**
     * The member {@code name} as the attribute {@code time}: a number is the time since 1970, a text stays as it is;
     * null if there is none.
     */
    @Nullable
    String time(String name) {
        Bytes value = json(name);
        if (value == null) {
            return null;
        }
        byte first = value.at(0);
        return first == '-' || (first >= '0' && first <= '9') ? EpochTime.rfc3339(value.asUtf8()) : text(name);
    }

    private static String characters(Bytes string) {
        for (int i = 1; i < string.length(); i++) {
            if (string.at(i) == '\\') {
                return JsonScanner.characters(string);
            }
        }
        return string.slice(1, string.length() - 1).asUtf8();
    }
}
