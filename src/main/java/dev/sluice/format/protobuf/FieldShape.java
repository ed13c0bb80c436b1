package dev.sluice.format.protobuf;

import dev.sluice.format.protobuf.ProtoFile.Label;
import dev.sluice.format.protobuf.ScalarType.Wire;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How a field is written. Immutable. */
final class FieldShape {

    /** The tags of a map entry's key and value are one byte each, with the wire type in the low bits. */
    static final int KEY = 1;

    static final int VALUE = 2;

    static final int NONE = -1;

    /** The index in its message. */
    final int index;

    final int number;
    final String jsonName;
    final byte[] jsonNameBytes;
    final Label label;

    /** The scalar type; null for a message. */
    final @Nullable ScalarType scalar;

    /** The message; null for a scalar type. */
    final @Nullable MessageShape message;

    /** The enum; null for other types. */
    final @Nullable EnumShape enumeration;

    /** The type of a map's keys; null without a map. */
    final @Nullable ScalarType key;

    /** The index of its oneof in the message; {@link #NONE} outside. */
    final int oneof;

    /** Whether repeated values are in one run of bytes. */
    final boolean packed;

    /** Number and wire type. */
    final int tag;

    /** Whether null is a value; of a map or a repeated field, whether it is one of its values. */
    final boolean takesNull;

    FieldShape(
            int index,
            ProtoFile.Field declared,
            boolean proto3,
            @Nullable ScalarType scalar,
            @Nullable MessageShape message,
            @Nullable EnumShape enumeration) {
        this.index = index;
        this.number = declared.number();
        this.jsonName = declared.jsonName();
        this.jsonNameBytes = jsonName.getBytes(StandardCharsets.UTF_8);
        this.label = declared.label();
        this.scalar = scalar;
        this.message = message;
        this.enumeration = enumeration;
        this.key = declared.key();
        this.oneof = declared.oneof();
        Boolean said = declared.packed();
        this.packed =
                label == Label.REPEATED && scalar != null && scalar.isPackable() && (said == null ? proto3 : said);
        this.tag = number << 3 | (packed || label == Label.MAP || scalar == null ? Wire.DELIMITED : scalar.wire);
        this.takesNull =
                enumeration != null && enumeration.takesNull || message != null && message.known == WellKnown.VALUE;
    }

    /** Whether a member that is null is the same as none. */
    boolean isAbsentIfNull() {
        return !takesNull || label == Label.REPEATED || label == Label.MAP;
    }

    /** Whether the default value is not written. */
    boolean isImplicit() {
        return label == Label.IMPLICIT && scalar != null;
    }
}
