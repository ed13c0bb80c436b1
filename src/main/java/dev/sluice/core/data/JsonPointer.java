package dev.sluice.core.data;

import dev.sluice.core.json.JsonScanner;
import dev.sluice.core.json.Utf8;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A place in a JSON document (RFC 6901), or a pattern of places, in which a part {@code *} stands for any member and
 * any element.
 *
 * <p>Two are equal if their texts are, unless {@code *} is a member's name in one and any part in the other. A pattern
 * cannot name a member called {@code *} alone. Immutable.
 */
public final class JsonPointer {

    /** A pointer with more parts would lead deeper than JSON is read. */
    private static final int MAX_PARTS = JsonScanner.MAX_DEPTH - 1;

    private static final String ANY = "*";
    private static final int TEXT_SHOWN = 60;

    private final String text;
    private final List<String> parts;
    private final int anys;

    private JsonPointer(String text, List<String> parts, int anys) {
        this.text = text;
        this.parts = parts;
        this.anys = anys;
    }

    /**
     * The place that {@code text} names. An empty text is the whole document; otherwise each part starts with a slash,
     * and {@code ~1} is a slash and {@code ~0} a tilde (RFC 6901, 3 and 4).
     *
     * @throws IllegalArgumentException if it is not a JSON Pointer; the message is the rest of a line that starts with
     *     the text
     */
    public static JsonPointer parse(String text) {
        return new JsonPointer(text, parts(text), 0);
    }

    /**
     * The places that {@code text} names: a JSON Pointer, in which a part {@code *} stands for any member and any
     * element.
     *
     * @throws IllegalArgumentException if it is not a JSON Pointer or is the whole document; the message is the rest of
     *     a line that starts with the text
     */
    public static JsonPointer parsePattern(String text) {
        List<String> parts = parts(text);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("is the whole document: name places in it, such as '/*'");
        }
        for (String part : parts) {
            if (part.contains(ANY) && !part.equals(ANY)) {
                throw refused("a * stands for a whole part, not for some of its characters");
            }
        }
        return new JsonPointer(text, parts, Collections.frequency(parts, ANY));
    }

    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        if (!text.isEmpty() && text.charAt(0) != '/') {
            throw refused("it must be empty or start with '/'");
        }
        for (int start = 0; start < text.length(); ) {
            int slash = text.indexOf('/', start + 1);
            int end = slash < 0 ? text.length() : slash;
            parts.add(part(text, start + 1, end));
            start = end;
        }
        if (parts.size() > MAX_PARTS) {
            throw refused("it has more than " + MAX_PARTS + " parts, and deeper JSON is not read");
        }
        if (!Utf8.isEncodable(text)) {
            throw refused("it has an unpaired surrogate");
        }
        return List.copyOf(parts);
    }

    private static String part(String text, int start, int end) {
        StringBuilder part = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == '~') {
                i++;
                char escape = i < end ? text.charAt(i) : 0;
                if (escape != '0' && escape != '1') {
                    throw refused("'~' must be written '~0', and '/' in a name '~1'");
                }
                part.append(escape == '0' ? '~' : '/');
            } else {
                part.append(c);
            }
        }
        return part.toString();
    }

    private static IllegalArgumentException refused(String reason) {
        return new IllegalArgumentException("is not a JSON Pointer (RFC 6901): " + reason);
    }

    /** Whether every place that {@code place} names is one that this names, or inside one. */
    public boolean covers(JsonPointer place) {
        if (size() > place.size()) {
            return false;
        }
        for (int i = 0; i < size(); i++) {
            boolean same = !place.isAny(i) && part(i).equals(place.part(i));
            if (!isAny(i) && !same) {
                return false;
            }
        }
        return true;
    }

    /** The parts, unescaped: the names of members and the indexes of elements, from the top down. */
    public List<String> parts() {
        return parts;
    }

    /** The number of parts, which is the depth of the place. */
    int size() {
        return parts.size();
    }

    /** The part at {@code index}, unescaped. */
    String part(int index) {
        return parts.get(index);
    }

    /** Whether the part at {@code index} stands for any member and any element. */
    boolean isAny(int index) {
        return anys > 0 && parts.get(index).equals(ANY);
    }

    /** The number of parts that stand for any member and any element. */
    int anys() {
        return anys;
    }

    /** The text in printable ASCII and of bounded length, for a message. */
    String shown() {
        return shown(size());
    }

    /** The first {@code size} parts in printable ASCII and of bounded length, for a message. */
    String shown(int size) {
        int end = 0;
        for (int i = 0; i < size; i++) {
            int slash = text.indexOf('/', end + 1);
            end = slash < 0 ? text.length() : slash;
        }
        return end == 0 ? "at the top" : Printable.of(text.substring(0, end), TEXT_SHOWN);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonPointer that && text.equals(that.text) && anys == that.anys;
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The text it was parsed from. */
    @Override
    public String toString() {
        return text;
    }
}
