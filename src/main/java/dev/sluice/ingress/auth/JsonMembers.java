package dev.sluice.ingress.auth;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.JsonScanner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object, each name once, as slices of its text. Two readers of one text may take one of two
 * members of a name each; so such a text is refused. Immutable.
 */
final class JsonMembers {

    private final Map<String, Bytes> members = new HashMap<>();

    private JsonMembers() {}

    /**
     * Reads an object.
     *
     * @throws Refusal if {@code text} is not exactly one JSON object in which each name occurs once
     */
    static JsonMembers of(Bytes text) {
        JsonMembers read = new JsonMembers();
        JsonScanner json = new JsonScanner(text);
        json.enterObject("not a JSON object");
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            if (read.members.put(name, json.value()) != null) {
                throw Refusal.malformed("a member is repeated");
            }
        }
        json.end();
        return read;
    }

    /** Whether there is a member {@code name}. */
    boolean has(String name) {
        return members.containsKey(name);
    }

    /** The JSON text of the member {@code name}; null if there is none. */
    @Nullable
    Bytes value(String name) {
        return members.get(name);
    }

    /** The JSON text of the value at a path of names; null if there is none. */
    @Nullable
    Bytes value(List<String> path) {
        Bytes value = members.get(path.get(0));
        for (int i = 1; i < path.size() && value != null; i++) {
            value = value.at(0) == '{' ? of(value).value(path.get(i)) : null;
        }
        return value;
    }

    /** The characters of the member {@code name}; null if there is none that is a string. */
    @Nullable
    String text(String name) {
        Bytes value = members.get(name);
        return value != null && value.at(0) == '"' ? JsonScanner.characters(value) : null;
    }

    /** The number of the member {@code name}; NaN if there is none that is a number. */
    double number(String name) {
        Bytes value = members.get(name);
        return value != null && (value.at(0) == '-' || Character.isDigit(value.at(0)))
                ? Double.parseDouble(value.asUtf8())
                : Double.NaN;
    }

    /** Whether a string, number or boolean fits, or one of those in a list. */
    static boolean fits(Bytes value, Predicate<String> accepts) {
        return switch (value.at(0)) {
            case '"' -> accepts.test(JsonScanner.characters(value));
            case '[' -> anyFits(value, accepts);
            case '{', 'n' -> false;
            default -> accepts.test(value.asUtf8());
        };
    }

    private static boolean anyFits(Bytes list, Predicate<String> accepts) {
        JsonScanner json = new JsonScanner(list);
        json.enterArray("not a list");
        while (json.nextElement()) {
            Bytes element = json.value();
            if (element.at(0) != '[' && fits(element, accepts)) {
                return true;
            }
        }
        return false;
    }
}
