package dev.sluice.format.protobuf;

import dev.sluice.format.protobuf.ProtoFile.Field;
import dev.sluice.format.protobuf.ProtoFile.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the shapes of a message and of all that it can hold. For one schema on one thread. */
final class ShapeCompiler {

    private final Linker linker;
    private final IdentityHashMap<Message, MessageShape> shapes = new IdentityHashMap<>();
    private final Map<Symbol, EnumShape> enums = new HashMap<>();
    private final Deque<Symbol> open = new ArrayDeque<>();

    private ShapeCompiler(Linker linker) {
        this.linker = linker;
    }

    /**
     * The shape of {@code message}.
     *
     * @throws IllegalArgumentException if it can hold something that cannot be written, or two fields have one name
     */
    static MessageShape compile(Linker linker, Message message) {
        ShapeCompiler compiler = new ShapeCompiler(linker);
        MessageShape shape = compiler.shape(linker.symbol(message), message);
        while (!compiler.open.isEmpty()) {
            compiler.complete(compiler.open.remove());
        }
        return shape;
    }

    private MessageShape shape(Symbol symbol, Message message) {
        MessageShape known = shapes.get(message);
        if (known != null) {
            return known;
        }
        String fullName = symbol.fullName();
        MessageShape shape = new MessageShape(fullName, WellKnown.of(path(symbol), fullName));
        shapes.put(message, shape);
        open.add(symbol);
        return shape;
    }

    private void complete(Symbol symbol) {
        Message message = symbol.message;
        ProtoFile file = symbol.file;
        if (message == null || file == null) {
            throw new IllegalStateException("only messages have shapes");
        }
        Linker.inFile(file, () -> {
            List<FieldShape> fields = new ArrayList<>(message.fields().size());
            for (Field field : message.fields()) {
                fields.add(field(fields.size(), field, file.proto3()));
            }
            shape(symbol, message)
                    .complete(fields, message.fields(), message.oneofs().size());
        });
    }

    private FieldShape field(int index, Field field, boolean proto3) {
        Symbol type = linker.type(field);
        if (type == null) {
            return new FieldShape(
                    index, field, proto3, ScalarType.of(field.type().text()), null, null);
        }
        Message message = type.message;
        if (message == null) {
            return new FieldShape(index, field, proto3, ScalarType.ENUM, null, enumShape(type));
        }
        MessageShape shape = shape(type, message);
        if (shape.known == WellKnown.ANY) {
            throw field.name()
                    .refused(
                            "the field " + field.name().shown() + " is a google.protobuf.Any, which cannot be written");
        }
        return new FieldShape(index, field, proto3, null, shape, null);
    }

    private @Nullable EnumShape enumShape(Symbol type) {
        ProtoFile.Enumeration enumeration = type.enumeration;
        ProtoFile file = type.file;
        if (enumeration == null || file == null) {
            return null;
        }
        return enums.computeIfAbsent(
                type,
                first -> new EnumShape(
                        enumeration,
                        !file.proto3(),
                        WellKnown.of(path(type), type.fullName()) == WellKnown.NULL_VALUE));
    }

    private static String path(Symbol symbol) {
        return symbol.file == null ? "" : symbol.file.path();
    }
}
