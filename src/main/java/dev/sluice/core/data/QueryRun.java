package dev.sluice.core.data;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.JsonScanner;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What one query has found so far in one text. For one scan on one thread. */
final class QueryRun {

    private final Bytes json;
    private final DataQuery query;
    private final int[] found;
    private final boolean[] seen;
    private final @Nullable Redactor redactor;

    QueryRun(Bytes json, DataQuery query) {
        this.json = json;
        this.query = query;
        this.found = new int[2 * query.wanted().size()];
        this.seen = new boolean[query.marks()];
        this.redactor = query.redacts() ? new Redactor(json, query.hmac()) : null;
        Arrays.fill(found, JsonScanner.NONE);
    }

    /** A member or element of this query's place begins at {@code start}, after the comma at {@code comma}. */
    void item(int start, int comma) {
        if (redactor != null) {
            redactor.item(start, comma);
        }
    }

    /** An object or array ends. */
    void close() {
        if (redactor != null) {
            redactor.close();
        }
    }

    /** The scan reaches {@code node}; refused if it reached it before and a value there is wanted. */
    void arrive(PathNode node) {
        if (node.mark != JsonScanner.NONE) {
            if (seen[node.mark]) {
                throw Refusal.data(
                        "has more than one member " + node.shown + ", so the value to read there is ambiguous");
            }
            seen[node.mark] = true;
        }
        if (redactor != null && node.redaction != null) {
            redactor.enter();
        }
    }

    /** The value at {@code node} was the text from {@code start} to {@code end}. */
    void leave(PathNode node, int start, int end) {
        for (int slot : node.slots) {
            found[2 * slot] = start;
            found[2 * slot + 1] = end;
        }
        if (redactor != null && node.redaction != null) {
            redactor.leave(node.redaction, start, end);
        }
    }

    /** Everything that was found; called at the end of the text. */
    DataView view() {
        return new DataView(json, query, found, redactor == null ? json : redactor.result());
    }
}
