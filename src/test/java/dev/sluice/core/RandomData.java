package dev.sluice.core;

import dev.sluice.core.data.Redaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * JSON data in which every scalar is there once, and places that may be in it.
 *
 * <p>Few names, so that pointers meet members and members meet each other; odd white space and escapes, and strings
 * with half of a surrogate pair, but no names, which Jackson refuses. Everything follows from the generator handed in.
 * Not thread-safe.
 */
final class RandomData {

    /** A part that is any member and any element, which no name is. */
    static final String ANY = "(any)";

    private static final List<String> NAMES = List.of("a", "b", "e\u00e9", "", "0", "1", "/~", "*", "name01");
    private static final List<String> PARTS =
            List.of("a", "b", "e\u00e9", "", "0", "1", "2", "-", "01", "/~", "name01", ANY, ANY, ANY);
    private static final List<String> PLAIN = List.of("a", "b", "e\u00e9", "", "0", "1", "01");
    private static final List<String> TAILS =
            List.of("", "", "\\n", "\\\"", "\\\\", "\\/", "\\ud83d", "\\ud83d\\ude00", "\u00e9", "]", "}", ",", ":");

    private final Random random;
    private final boolean repeats;
    private int scalars;

    RandomData(Random random) {
        this.random = random;
        this.repeats = random.nextBoolean();
    }

    /** A place or pattern of places, part by part, and what becomes of it; null where it is read. */
    record Place(List<String> parts, @Nullable Redaction redaction) {

        /** The pointer's text (RFC 6901, 3). */
        String text() {
            StringBuilder text = new StringBuilder();
            for (String part : parts) {
                text.append('/')
                        .append(part.equals(ANY) ? "*" : part.replace("~", "~0").replace("/", "~1"));
            }
            return text.toString();
        }
    }

    /** A place that is read. */
    Place wanted() {
        List<String> parts = parts(random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(2), PLAIN);
        return new Place(parts, null);
    }

    /** Places that are redacted. */
    Place redacted() {
        Redaction redaction = Redaction.values()[random.nextInt(Redaction.values().length)];
        return new Place(parts(1 + random.nextInt(4), PARTS), redaction);
    }

    private List<String> parts(int count, List<String> from) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(oneOf(from));
        }
        return parts;
    }

    /** A document. */
    String json() {
        return blank() + (random.nextInt(4) == 0 ? value(4) : object(4)) + blank();
    }

    private String value(int depth) {
        int kind = random.nextInt(depth > 0 ? 10 : 3);
        return switch (kind) {
            case 0 -> "\"x" + scalar() + "x" + oneOf(TAILS) + "\"";
            case 1 -> "-" + scalar() + oneOf(List.of("", ".50", "e+9"));
            case 2 -> oneOf(List.of("true", "false", "null"));
            case 3, 4, 5 -> array(depth);
            default -> object(depth);
        };
    }

    private int scalar() {
        scalars++;
        return 1_200_300_000 + scalars;
    }

    private String array(int depth) {
        StringBuilder array = new StringBuilder("[").append(blank());
        int elements = random.nextInt(4);
        for (int i = 0; i < elements; i++) {
            array.append(i == 0 ? "" : "," + blank()).append(value(depth - 1)).append(blank());
        }
        return array.append(']').toString();
    }

    private String object(int depth) {
        StringBuilder object = new StringBuilder("{").append(blank());
        List<String> names = new ArrayList<>(NAMES);
        int members = random.nextInt(6);
        for (int i = 0; i < members; i++) {
            String name = oneOf(names);
            if (!repeats) {
                names.remove(name);
            }
            object.append(i == 0 ? "" : "," + blank())
                    .append(name(name))
                    .append(blank())
                    .append(':')
                    .append(blank())
                    .append(value(depth - 1))
                    .append(blank());
        }
        return object.append('}').toString();
    }

    private String name(String characters) {
        StringBuilder name = new StringBuilder("\"");
        for (int i = 0; i < characters.length(); i++) {
            char c = characters.charAt(i);
            name.append(random.nextInt(5) == 0 ? String.format(Locale.ROOT, "\\u%04x", (int) c) : c);
        }
        return name.append('"').toString();
    }

    private String blank() {
        return random.nextInt(3) > 0 ? "" : oneOf(List.of(" ", "\n", "\t ", "\r\n"));
    }

    private <T> T oneOf(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
