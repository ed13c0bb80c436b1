package dev.sluice.core.data;

import dev.sluice.core.json.JsonScanner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place in a document, as far as a {@link DataQuery} distinguishes it: what to do there, and the nodes of the places
 * below it.
 *
 * <p>A look-up compares the bytes of a name; it takes a number of steps that grows with the logarithm of the known
 * names, and allocates nothing. Immutable and shared by all scans.
 */
final class PathNode {

    private static final int MAX_DIGITS = 10;
    private static final Comparator<byte[]> ORDER = (a, b) -> compare(a, 0, a.length, b);

    /** The index among the places that must not occur twice; {@link JsonScanner#NONE} if it may. */
    final int mark;

    /** The place as messages show it. */
    final String shown;

    /** The slots of the wanted values that are here. */
    final int[] slots;

    /** The redaction of the value; null for none. */
    final @Nullable Redaction redaction;

    private final byte[][] names;
    private final PathNode[] named;
    private final int[] indexes;
    private final PathNode[] elements;
    private final @Nullable PathNode other;

    /**
     * A node with the nodes {@code below} by part of a pointer, and {@code other} for all other members and elements.
     */
    PathNode(
            int mark,
            String shown,
            int[] slots,
            @Nullable Redaction redaction,
            Map<String, PathNode> below,
            @Nullable PathNode other) {
        this.mark = mark;
        this.shown = shown;
        this.slots = slots;
        this.redaction = redaction;
        this.other = other;
        List<Map.Entry<byte[], PathNode>> byName = new ArrayList<>();
        List<Map.Entry<Integer, PathNode>> byIndex = new ArrayList<>();
        below.forEach((part, node) -> {
            byName.add(Map.entry(part.getBytes(StandardCharsets.UTF_8), node));
            int index = index(part);
            if (index != JsonScanner.NONE) {
                byIndex.add(Map.entry(index, node));
            }
        });
        byName.sort(Map.Entry.comparingByKey(ORDER));
        byIndex.sort(Map.Entry.comparingByKey());
        names = byName.stream().map(Map.Entry::getKey).toArray(byte[][]::new);
        named = byName.stream().map(Map.Entry::getValue).toArray(PathNode[]::new);
        indexes = byIndex.stream().mapToInt(Map.Entry::getKey).toArray();
        elements = byIndex.stream().map(Map.Entry::getValue).toArray(PathNode[]::new);
    }

    /**
     * The index of the element that a part of a pointer names: digits without a leading zero (RFC 6901, 4), up to the
     * largest index of an array.
     */
    private static int index(String part) {
        boolean digits =
                !part.isEmpty() && part.length() <= MAX_DIGITS && (part.length() == 1 || part.charAt(0) != '0');
        for (int i = 0; i < part.length() && digits; i++) {
            digits = part.charAt(i) >= '0' && part.charAt(i) <= '9';
        }
        long index = digits ? Long.parseLong(part) : Long.MAX_VALUE;
        return index <= Integer.MAX_VALUE ? (int) index : JsonScanner.NONE;
    }

    /** Whether a query looks into a value of {@code kind} here. */
    boolean leadsInto(JsonScanner.Kind kind) {
        return switch (kind) {
            case OBJECT -> other != null || names.length > 0;
            case ARRAY -> other != null || indexes.length > 0;
            case STRING, NUMBER, TRUE, FALSE, NULL -> false;
        };
    }

    /** The node of the member whose name is the bytes from {@code from} to {@code to}; null for none. */
    @Nullable
    PathNode member(byte[] text, int from, int to) {
        int low = 0;
        int high = names.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(text, from, to, names[middle]);
            if (order == 0) {
                return named[middle];
            }
            if (order > 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return other;
    }

    /** Compares lengths first, which usually decides. */
    private static int compare(byte[] text, int from, int to, byte[] name) {
        int order = Integer.compare(to - from, name.length);
        return order != 0 ? order : Arrays.compare(text, from, to, name, 0, name.length);
    }

    /** The node of the element at {@code index}, counted from 0; null for none. */
    @Nullable
    PathNode element(int index) {
        int found = Arrays.binarySearch(indexes, index);
        return found >= 0 ? elements[found] : other;
    }

    /** The node of a member that no pointer names; null for none. */
    @Nullable
    PathNode other() {
        return other;
    }
}
