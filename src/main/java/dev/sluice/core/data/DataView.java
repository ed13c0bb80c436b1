package dev.sluice.core.data;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.JsonScanner;
import dev.sluice.core.json.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link DataScan} found for one {@link DataQuery}: values by slot, and the redacted data.
 *
 * <p>Each call makes its text anew from a slice of the data. Immutable, thread-safe.
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
     * The value at the place of {@code slot}, before any redaction.
     *
     * @return the unescaped characters of a string; the JSON text of a number or boolean, exactly as sent; null for an
     *     object, an array, null or a missing value
     * @throws Refusal {@code INVALID_DATA} if it is a string with an unpaired surrogate, which has no UTF-8
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
                    + " has an unpaired surrogate, so it cannot be written in UTF-8");
        }
        return characters;
    }

    /**
     * The hash of the value at the place of {@code slot}, which is also what {@link Redaction#HASH} writes there; null
     * if {@link #text} has no value. A string with an unpaired surrogate is hashed as its JSON text.
     *
     * @throws IllegalStateException if the query has no secret
     */
    public @Nullable String hash(int slot) {
        Hmac hmac = query.hmac();
        if (hmac == null) {
            throw new IllegalStateException("the query has no secret to hash with");
        }
        Bytes value = scalar(slot);
        return value == null ? null : hmac.hexOfValue(value);
    }

    /** The JSON text of any value at the place of {@code slot}, a slice of the data; null if there is none. */
    public @Nullable Bytes json(int slot) {
        int start = found[2 * slot];
        return start == JsonScanner.NONE ? null : json.slice(start, found[2 * slot + 1]);
    }

    /** The JSON text of a string, number or boolean; null for anything else. */
    private @Nullable Bytes scalar(int slot) {
        int start = found[2 * slot];
        if (start == JsonScanner.NONE) {
            return null;
        }
        byte first = json.at(start);
        return first == '{' || first == '[' || first == 'n' ? null : json.slice(start, found[2 * slot + 1]);
    }

    /** The redacted data, every other byte unchanged; the same instance as before if nothing was redacted. */
    public Bytes data() {
        return data;
    }
}
