package dev.sluice.format.protobuf;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code .proto} text declares, with names of types as they are written. Options that do not change the bytes,
 * services and extensions are left out.
 *
 * @param path the path by which it is imported; empty for the schema itself
 * @param packageName the package; null without one
 * @param others names of extensions and services
 */
record ProtoFile(
        String path,
        boolean proto3,
        @Nullable Name packageName,
        List<Import> imports,
        List<Message> messages,
        List<Enumeration> enums,
        List<Name> others) {

    /** An import; a public one is also seen by whoever imports this file. */
    record Import(Name path, boolean isPublic) {}

    /** A message; {@code others} are the names of extensions that are declared in it. */
    record Message(
            Name name,
            List<Field> fields,
            List<Name> oneofs,
            List<Message> messages,
            List<Enumeration> enums,
            List<Name> others) {}

    /** An enum: its values in their order. */
    record Enumeration(Name name, List<Name> names, List<Integer> numbers) {}

    /** How often a field occurs. */
    enum Label {
        /** Proto 3 without a label, where the default value is the same as nothing. */
        IMPLICIT,
        OPTIONAL,
        REQUIRED,
        REPEATED,
        MAP
    }

    /**
     * A field.
     *
     * @param type the name of its type, or of the values of a map
     * @param key the type of a map's keys; null without a map
     * @param oneof the index of its oneof in the message; {@link #NO_ONEOF} outside
     * @param jsonName the name in JSON
     * @param packed what the text says of that; null if nothing
     * @param defaultName the name of an enum's default value; null without one
     */
    record Field(
            Name name,
            int number,
            Label label,
            Name type,
            @Nullable ScalarType key,
            int oneof,
            String jsonName,
            @Nullable Boolean packed,
            @Nullable Name defaultName) {

        static final int NO_ONEOF = -1;
    }
}
