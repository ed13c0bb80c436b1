package dev.sluice.core.data;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.JsonScanner;
import dev.sluice.core.json.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link DataScan} found for one {@link DataQuery}: values by slot, and the data with its redactions.
 *
 * <p>Values stay slices of the data until they are asked for, each time anew. Immutable, thread-safe.
 */
public final class DataView {

    private final Bytes json;
    private final DataQuery query;
    private final int[] found;
    private final Bytes data;

    DataView(Bytes json, DataQuery query, int[] found, Bytes data) {
        this.json = json;
        this.query = query;
        this.found = found;
        this.data = data;
    }

    /**
     * The value at the place of {@code slot}, before any redaction: a string's characters, unescaped; a number or
     * boolean as its JSON text, exactly as sent; null for an object, an array, null, and where nothing is.
     *
     * @throws Refusal {@code INVALID_DATA} where it is a string with half of a surrogate pair, which has no UTF-8
     */
    public @Nullable String text(int slot) {
        Bytes value = scalar(slot);
        if (value == null) {
            return null;
        }
        if (value.at(0) != '"') {
            return value.asUtf8();
        }
        String characters = JsonScanner.characters(value);
        if (!Utf8.isEncodable(characters)) {
            throw Refusal.data("the string at " + query.wanted().get(slot).shown()
                    + " holds half of a surrogate pair, and is no text in UTF-8");
        }
        return characters;
    }

    /**
     * The hash of {@link #text}, which is also what {@link Redaction#HASH} writes in its place; null where that is
     * null. Total: a string with half of a surrogate pair is hashed as its JSON text.
     *
     * @throws IllegalStateException where the query has no secret
     */
    public @Nullable String hash(int slot) {
        Hmac hmac = query.hmac();
        if (hmac == null) {
            throw new IllegalStateException("the query has no secret to hash with");
        }
        Bytes value = scalar(slot);
        return value == null ? null : hmac.hexOfValue(value);
    }

    /** The text of a string, number or boolean; null for anything else. */
    private @Nullable Bytes scalar(int slot) {
        int start = found[2 * slot];
        if (start == JsonScanner.NONE) {
            return null;
        }
        byte first = json.at(start);
        return first == '{' || first == '[' || first == 'n' ? null : json.slice(start, found[2 * slot + 1]);
    }

    /**
     * The data with the redactions of the query, every other byte as it was; the very same data where there were none.
     */
    public Bytes data() {
        return data;
    }
}
