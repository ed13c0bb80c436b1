package dev.sluice.format.protobuf;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaType;
import dev.sluice.core.value.Serializer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON data as one message of a {@code .proto} file, by the JSON mapping of Protocol Buffers (ProtoJSON).
 *
 * <p>Fields are written in the order of their numbers, map entries in the order of the data, so equal data in another
 * order gives equal bytes except in maps. Time and memory are linear in the data. Immutable and thread-safe.
 */
public final class ProtobufSerializer implements Serializer {

    /**
     * How to write.
     *
     * @param message the message: its full name, or the end of it if that is unique in the file; null for the first
     *     message of the file
     * @param ignoresUnknown whether members that are not fields are left out; otherwise the data is refused
     */
    public record Options(@Nullable String message, boolean ignoresUnknown) {

        /** The first message, and nothing unknown. */
        public static final Options DEFAULT = new Options(null, false);
    }

    private final MessageShape shape;
    private final byte[] indexes;
    private final boolean ignoresUnknown;

    private ProtobufSerializer(MessageShape shape, byte[] indexes, boolean ignoresUnknown) {
        this.shape = shape;
        this.indexes = indexes;
        this.ignoresUnknown = ignoresUnknown;
    }

    /** Compiles schemas with {@code options}. */
    public static Compiler compiler(Options options) {
        return schema -> compile(schema, options);
    }

    /**
     * The serializer for a message of {@code schema}: a {@code .proto} text of syntax 2 or 3, whose references are its
     * imports by their paths. The files of {@code google/protobuf/} need no reference.
     *
     * @throws IllegalArgumentException if a text is not valid, an import or the message is missing, or the message can
     *     hold what is not written: groups, {@code google.protobuf.Any}. The message is one line that says where
     */
    public static ProtobufSerializer compile(Schema schema, Options options) {
        if (schema.type() != SchemaType.PROTOBUF) {
            throw new IllegalArgumentException("the schema is not one of Protocol Buffers");
        }
        Map<String, ProtoFile> files = ProtoFiles.of(schema);
        Linker linker = Linker.link(files);
        ProtoFile file = files.get(ProtoFiles.ROOT);
        if (file == null) {
            throw new IllegalStateException("the schema is among its own files");
        }
        ChosenMessage chosen = ChosenMessage.of(file, linker, options.message());
        MessageShape shape = ShapeCompiler.compile(linker, chosen.message());
        return new ProtobufSerializer(shape, chosen.framed(), options.ignoresUnknown());
    }

    /** The full name of the message. */
    public String messageName() {
        return shape.fullName;
    }

    @Override
    public byte[] serialize(Bytes json, byte[] prefix) {
        return MessageWriter.write(json, shape, ignoresUnknown, prefix);
    }

    @Override
    public byte[] messageIndexes() {
        return indexes.clone();
    }
}
