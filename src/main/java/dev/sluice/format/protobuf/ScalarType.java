package dev.sluice.format.protobuf;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The scalar types of Protocol Buffers, and enums: how each is written. */
enum ScalarType {
    DOUBLE(Wire.FIXED64),
    FLOAT(Wire.FIXED32),
    INT32(Wire.VARINT),
    INT64(Wire.VARINT),
    UINT32(Wire.VARINT),
    UINT64(Wire.VARINT),
    SINT32(Wire.VARINT),
    SINT64(Wire.VARINT),
    FIXED32(Wire.FIXED32),
    FIXED64(Wire.FIXED64),
    SFIXED32(Wire.FIXED32),
    SFIXED64(Wire.FIXED64),
    BOOL(Wire.VARINT),
    STRING(Wire.DELIMITED),
    BYTES(Wire.DELIMITED),
    /** An enum's number; no type of the language has this name. */
    ENUM(Wire.VARINT);

    private static final Map<String, ScalarType> BY_KEYWORD = new HashMap<>();

    static {
        for (ScalarType type : values()) {
            if (type != ENUM) {
                BY_KEYWORD.put(type.keyword(), type);
            }
        }
    }

    /** The wire types, as tags have them. */
    static final class Wire {
        static final int VARINT = 0;
        static final int FIXED64 = 1;
        static final int DELIMITED = 2;
        static final int FIXED32 = 5;

        private Wire() {}
    }

    /** The wire type of one value. */
    final int wire;

    ScalarType(int wire) {
        this.wire = wire;
    }

    /** The type called {@code keyword}; null if it is not a scalar type. */
    static @Nullable ScalarType of(String keyword) {
        return BY_KEYWORD.get(keyword);
    }

    /** The name of the type in a text. */
    String keyword() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a repeated field may hold its values in one run of bytes. */
    boolean isPackable() {
        return wire != Wire.DELIMITED;
    }

    /** Whether it is a key of maps. */
    boolean isKey() {
        return switch (this) {
            case DOUBLE, FLOAT, BYTES, ENUM -> false;
            default -> true;
        };
    }

    /** Whether a default value is written as an integer. */
    boolean isInteger() {
        return isKey() && this != STRING && this != BOOL;
    }
}
