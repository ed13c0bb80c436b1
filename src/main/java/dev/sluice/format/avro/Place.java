package dev.sluice.format.avro;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.JsonScanner;
import dev.sluice.core.json.JsonScanner.Kind;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the JSON pointer of a position, by reading the text up to there once more: only who is refused pays for it. A
 * member that the schema does not name is shown as {@code *}, because the sender chose its name. Stateless.
 */
final class Place {

    private static final int MAX_SHOWN = 200;

    private Place() {}

    /**
     * Where the value, or the name of a member, at {@code position} is.
     *
     * @param member of that value, the member that is meant; null for the value itself
     * @param known the names that are shown
     * @return a JSON pointer that may be cut off, or {@code the root}; in printable ASCII if {@code known} is
     */
    static String of(Bytes json, int position, @Nullable String member, Set<String> known) {
        String[] parts = new String[JsonScanner.MAX_DEPTH];
        int depth = 0;
        try {
            depth = walk(new JsonScanner(json), position, known, parts);
        } catch (Refusal e) {
            // cannot be: up to the position it was read before
            depth = 0;
        }
        StringBuilder place = new StringBuilder();
        for (int i = 0; i < depth && place.length() <= MAX_SHOWN; i++) {
            place.append('/').append(parts[i]);
        }
        if (place.length() > MAX_SHOWN) {
            place.append("/...");
        } else if (member != null) {
            place.append('/').append(shown(member, known));
        }
        return place.isEmpty() ? "the root" : place.toString();
    }

    private static int walk(JsonScanner scanner, int position, Set<String> known, String[] parts) {
        int[] elements = new int[JsonScanner.MAX_DEPTH];
        int depth = 0;
        scanner.skipBlanks();
        while (scanner.position() < position) {
            Kind kind = scanner.kind();
            if (kind == Kind.OBJECT) {
                scanner.enterObject("");
                elements[depth++] = JsonScanner.NONE;
            } else if (kind == Kind.ARRAY) {
                scanner.enterArray("");
                elements[depth++] = 0;
            } else {
                scanner.skip(depth);
            }
            while (depth > 0 && !next(scanner, depth - 1, elements, known, parts)) {
                depth--;
            }
        }
        return depth;
    }

    /** Moves to the next member or element of the innermost object or array; false if that has ended. */
    private static boolean next(JsonScanner scanner, int level, int[] elements, Set<String> known, String[] parts) {
        if (elements[level] >= 0) {
            parts[level] = Integer.toString(elements[level]++);
            return scanner.nextElement();
        }
        String name = scanner.nextName();
        parts[level] = name == null ? "" : shown(name, known);
        return name != null;
    }

    private static String shown(String name, Set<String> known) {
        return known.contains(name) ? name.replace("~", "~0").replace("/", "~1") : "*";
    }
}
