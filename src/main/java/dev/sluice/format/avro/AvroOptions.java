package dev.sluice.format.avro;

/**
 * How JSON is read where a schema leaves it open.
 *
 * @param json which JSON stands for a value of a union, and for bytes
 * @param unknown what becomes of a member that is no field of its record
 */
public record AvroOptions(Json json, Unknown unknown) {

    /** Plain JSON, and nothing unknown. */
    public static final AvroOptions DEFAULT = new AvroOptions(Json.PLAIN, Unknown.REFUSE);

    /** Which JSON stands for what JSON has no form for. */
    public enum Json {
        /**
         * The value of a union as it is: the branch is the one that it fits. Bytes are base64, of either alphabet, with
         * padding or without.
         */
        PLAIN,
        /**
         * Avro's JSON encoding: the value of a union is null, or an object whose one member is named after the branch.
         * Bytes are a string, a character up to U+00FF for each. Logical types may be written as in plain JSON, except
         * that strings for those of bytes are bytes.
         */
        AVRO
    }

    /** What becomes of a member that is no field of its record, by its name or an alias. */
    public enum Unknown {
        /** The data is refused. */
        REFUSE,
        /** The member is left out. */
        IGNORE
    }
}
