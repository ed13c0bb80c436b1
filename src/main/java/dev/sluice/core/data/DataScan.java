package dev.sluice.core.data;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.JsonScanner;
import dev.sluice.core.json.Utf8;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pass over JSON data for any number of queries: checks the data, finds the wanted values and redacts.
 *
 * <p>Time grows with the data, and with the number of queries in the parts that they look into; all other parts are
 * skipped. Memory is one copy of the data for each query that redacts something, which may grow by at most
 * {@value Redactor#MAX_GROWTH} bytes. Recursion is only as deep as the longest pointer.
 */
public final class DataScan {

    private final Bytes json;
    private final JsonScanner scanner;
    private final QueryRun[] runs;

    /** How many levels of the text are around the scanned value. */
    private final int levelsAround;

    private final @Nullable Each each;

    /** The node of each query, level by level; null if the query does not look there. */
    private final @Nullable PathNode[] nodes;

    private byte[] name;
    private int nameFrom;
    private int nameTo;
    private boolean nameHasUtf8;

    /** What is asked of the elements of the array in {@code slot} of the first query, and what is found. */
    private record Each(int slot, DataQuery query, int max, List<DataElement> found) {}

    private DataScan(Bytes json, JsonScanner scanner, List<DataQuery> queries, int levelsAround, @Nullable Each each) {
        this.json = json;
        this.name = json.array();
        this.scanner = scanner;
        this.levelsAround = levelsAround;
        this.each = each;
        this.runs = new QueryRun[queries.size()];
        int depth = 0;
        for (int i = 0; i < runs.length; i++) {
            runs[i] = new QueryRun(json, queries.get(i));
            depth = Math.max(depth, queries.get(i).depth());
        }
        // a value at the deepest level is not entered
        this.nodes = new @Nullable PathNode[(depth + 1) * runs.length];
        for (int i = 0; i < runs.length; i++) {
            nodes[i] = queries.get(i).top();
        }
    }

    /**
     * Scans {@code json} for all queries.
     *
     * @param json one JSON value in UTF-8, which may have white space around it
     * @return what each query finds, in the order of the queries
     * @throws Refusal {@code INVALID_DATA} if it is not JSON; if a wanted place, or an object that contains it, occurs
     *     twice in one object, so that its value is ambiguous; or if redactions would make the data much longer
     */
    public static List<DataView> scan(Bytes json, List<DataQuery> queries) {
        try {
            return new DataScan(json, new JsonScanner(json), queries, 0, null).run();
        } catch (Refusal e) {
            throw e.reason() == Refusal.Reason.MALFORMED ? Refusal.data("cannot be read: " + e.getMessage()) : e;
        }
    }

    /**
     * Scans {@code json} for one query, and in the same pass each element of one array in it for another.
     *
     * @param json as for {@link #scan}
     * @param whole what is wanted of the whole text: the array, and nothing inside it
     * @param slot the slot of the array in {@code whole}
     * @param ofElements what is wanted of each element; its pointers start there, and it redacts nothing
     * @param max the largest number of elements
     * @param into gets the elements in their order; none if the value in {@code slot} is not an array
     * @return what {@code whole} finds
     * @throws Refusal as {@link #scan}, but what is ambiguous inside an element is left to that element;
     *     {@code TOO_LARGE} for more than {@code max} elements
     */
    public static DataView scanEach(
            Bytes json, DataQuery whole, int slot, DataQuery ofElements, int max, List<DataElement> into) {
        try {
            Each each = new Each(slot, ofElements, max, into);
            return new DataScan(json, new JsonScanner(json), List.of(whole), 0, each)
                    .run()
                    .get(0);
        } catch (Refusal e) {
            throw e.reason() == Refusal.Reason.MALFORMED ? Refusal.data("cannot be read: " + e.getMessage()) : e;
        }
    }

    private List<DataView> run() {
        scanner.skipBlanks();
        top();
        scanner.end();
        List<DataView> views = new ArrayList<>(runs.length);
        for (QueryRun run : runs) {
            views.add(run.view());
        }
        return views;
    }

    private void top() {
        for (int i = 0; i < runs.length; i++) {
            arrive(i, nodes[i]);
        }
        value(0);
    }

    /** Reads the value that the scanner is at, for the nodes of {@code level}. */
    private void value(int level) {
        int start = scanner.position();
        JsonScanner.Kind kind = scanner.kind();
        int first = level * runs.length;
        if (each != null && kind == JsonScanner.Kind.ARRAY && isWanted(each.slot, nodes[first])) {
            elements(each, level);
        } else if (!anyLeadsInto(first, kind)) {
            skip(level);
        } else if (kind == JsonScanner.Kind.OBJECT) {
            object(level);
        } else {
            array(level);
        }
        for (int i = 0; i < runs.length; i++) {
            PathNode node = nodes[first + i];
            if (node != null) {
                runs[i].leave(node, start, scanner.position());
            }
        }
    }

    private void skip(int level) {
        scanner.skip(Math.min(levelsAround + level, JsonScanner.MAX_DEPTH - 1));
    }

    private static boolean isWanted(int slot, @Nullable PathNode node) {
        if (node != null) {
            for (int wanted : node.slots) {
                if (wanted == slot) {
                    return true;
                }
            }
        }
        return false;
    }

    private void elements(Each each, int level) {
        scanner.enterArray("the JSON is not an array");
        while (scanner.nextElement()) {
            if (each.found.size() == each.max) {
                throw Refusal.tooManyEvents(each.max);
            }
            each.found.add(element(each, levelsAround + level + 1));
        }
    }

    private DataElement element(Each each, int levelsAround) {
        int start = scanner.position();
        try {
            DataScan scan = new DataScan(json, scanner, List.of(each.query), levelsAround, null);
            scan.top();
            return new DataElement(scanner.since(start), scan.runs[0].view(), null);
        } catch (Refusal e) {
            if (e.reason() == Refusal.Reason.MALFORMED) {
                throw e;
            }
            scanner.backTo(start);
            scanner.skip(Math.min(levelsAround, JsonScanner.MAX_DEPTH - 1));
            return new DataElement(scanner.since(start), null, e);
        }
    }

    private boolean anyLeadsInto(int first, JsonScanner.Kind kind) {
        for (int i = 0; i < runs.length; i++) {
            PathNode node = nodes[first + i];
            if (node != null && node.leadsInto(kind)) {
                return true;
            }
        }
        return false;
    }

    private void object(int level) {
        scanner.enterObject("the JSON is not an object");
        while (scanner.nextMember()) {
            readName();
            boolean any = false;
            for (int i = 0; i < runs.length; i++) {
                PathNode node = nodes[level * runs.length + i];
                any |= step(level, i, node, node == null ? null : member(node), scanner.nameStart());
            }
            item(level, any);
        }
        close();
    }

    private void array(int level) {
        scanner.enterArray("the JSON is not an array");
        for (int index = 0; scanner.nextElement(); index++) {
            boolean any = false;
            for (int i = 0; i < runs.length; i++) {
                PathNode node = nodes[level * runs.length + i];
                any |= step(level, i, node, node == null ? null : node.element(index), scanner.position());
            }
            item(level, any);
        }
        close();
    }

    /**
     * Moves query {@code i} from {@code from} to {@code to}, a member or element that begins at {@code start}.
     *
     * @return whether the query looks there
     */
    private boolean step(int level, int i, @Nullable PathNode from, @Nullable PathNode to, int start) {
        nodes[(level + 1) * runs.length + i] = to;
        if (from != null) {
            runs[i].item(start, scanner.comma());
            arrive(i, to);
        }
        return to != null;
    }

    private void arrive(int i, @Nullable PathNode node) {
        if (node != null) {
            runs[i].arrive(node);
        }
    }

    private void item(int level, boolean any) {
        if (any) {
            value(level + 1);
        } else {
            skip(level + 1);
        }
    }

    private void close() {
        for (QueryRun run : runs) {
            run.close();
        }
    }

    /** Finds the bytes of the current name: in the data, unless the name has escapes. */
    private void readName() {
        nameHasUtf8 = true;
        name = json.array();
        nameFrom = json.offset() + scanner.nameStart() + 1;
        nameTo = json.offset() + scanner.nameEnd() - 1;
        if (scanner.nameEscaped()) {
            byte[] unescaped = Utf8.encode(JsonScanner.characters(json.slice(scanner.nameStart(), scanner.nameEnd())));
            nameHasUtf8 = unescaped != null;
            if (unescaped != null) {
                name = unescaped;
                nameFrom = 0;
                nameTo = unescaped.length;
            }
        }
    }

    /** The node for the current name. No pointer names a member with an unpaired surrogate. */
    private @Nullable PathNode member(PathNode node) {
        return nameHasUtf8 ? node.member(name, nameFrom, nameTo) : node.other();
    }
}
