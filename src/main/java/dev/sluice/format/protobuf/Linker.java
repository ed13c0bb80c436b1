package dev.sluice.format.protobuf;

import dev.sluice.format.protobuf.ProtoFile.Enumeration;
import dev.sluice.format.protobuf.ProtoFile.Field;
import dev.sluice.format.protobuf.ProtoFile.Import;
import dev.sluice.format.protobuf.ProtoFile.Label;
import dev.sluice.format.protobuf.ProtoFile.Message;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the type that each field's type name means, by the scopes of the language: the innermost scope that has the
 * name's first part decides. A file sees itself, its imports, and what those import publicly.
 *
 * <p>Time is linear in the texts, times the depth of scopes. For one schema on one thread.
 */
final class Linker {

    private final Map<String, ProtoFile> files;
    private final Symbol root = Symbol.root();
    private final IdentityHashMap<Field, Symbol> types = new IdentityHashMap<>();
    private final IdentityHashMap<Message, Symbol> messages = new IdentityHashMap<>();

    private final IdentityHashMap<Enumeration, Set<String>> valueNames = new IdentityHashMap<>();

    private Linker(Map<String, ProtoFile> files) {
        this.files = files;
    }

    /**
     * Links {@code files}, which come by their paths, each after those that it imports.
     *
     * @throws IllegalArgumentException if a name is defined twice or means no type, or if a type may not be used where
     *     it is
     */
    static Linker link(Map<String, ProtoFile> files) {
        Linker linker = new Linker(files);
        files.values().forEach(linker::declare);
        files.values().forEach(linker::resolve);
        return linker;
    }

    /** The symbol of {@code message}. */
    Symbol symbol(Message message) {
        Symbol symbol = messages.get(message);
        if (symbol == null) {
            throw new IllegalStateException("a message that is not declared in these files");
        }
        return symbol;
    }

    /** The message or enum that is the type of {@code field}, or of its values; null for a scalar type. */
    @Nullable
    Symbol type(Field field) {
        return types.get(field);
    }

    // declarations

    private void declare(ProtoFile file) {
        inFile(file, () -> {
            Symbol scope = root;
            Name name = file.packageName();
            if (name != null) {
                for (String part : parts(name.text())) {
                    scope = scope.packageIn(part, name, file);
                }
            }
            declare(file, scope, file.messages(), file.enums(), file.others());
        });
    }

    private void declare(
            ProtoFile file, Symbol scope, List<Message> declared, List<Enumeration> enums, List<Name> others) {
        for (Message message : declared) {
            Symbol symbol = scope.declare(message.name(), file);
            symbol.message = message;
            messages.put(message, symbol);
            for (Field field : message.fields()) {
                symbol.declare(field.name(), file);
            }
            for (Name oneof : message.oneofs()) {
                symbol.declare(oneof, file);
            }
            declare(file, symbol, message.messages(), message.enums(), message.others());
        }
        for (Enumeration enumeration : enums) {
            scope.declare(enumeration.name(), file).enumeration = enumeration;
            // a value is in the scope of its enum, not inside it
            for (Name value : enumeration.names()) {
                scope.declare(value, file);
            }
        }
        for (Name other : others) {
            scope.declare(other, file);
        }
    }

    // references

    private void resolve(ProtoFile file) {
        inFile(file, () -> {
            Set<String> visible = new HashSet<>();
            visible.add(file.path());
            for (Import imported : file.imports()) {
                see(imported.path().text(), visible);
            }
            resolve(file, file.messages(), visible);
        });
    }

    private void see(String path, Set<String> visible) {
        ProtoFile imported = files.get(path);
        if (imported != null && visible.add(path)) {
            for (Import further : imported.imports()) {
                if (further.isPublic()) {
                    see(further.path().text(), visible);
                }
            }
        }
    }

    private void resolve(ProtoFile file, List<Message> declared, Set<String> visible) {
        for (Message message : declared) {
            for (Field field : message.fields()) {
                if (ScalarType.of(field.type().text()) == null) {
                    Symbol type = find(field.type(), symbol(message), visible);
                    check(field, type);
                    types.put(field, type);
                }
            }
            resolve(file, message.messages(), visible);
        }
    }

    private Symbol find(Name name, Symbol innermost, Set<String> visible) {
        boolean absolute = name.text().startsWith(".");
        String[] parts = parts(absolute ? name.text().substring(1) : name.text());
        Symbol scope = absolute ? root : innermost;
        while (scope != null) {
            Symbol first = scope.member(parts[0], visible);
            if (first != null && (parts.length == 1 ? first.isType() : first.isScope())) {
                return inside(name, first, parts, visible);
            }
            scope = scope.parent;
        }
        throw name.refused("the type " + name.shown() + " is not defined");
    }

    private static Symbol inside(Name name, Symbol first, String[] parts, Set<String> visible) {
        Symbol found = first;
        for (int i = 1; i < parts.length; i++) {
            found = found.member(parts[i], visible);
            if (found == null) {
                throw name.refused("the type " + name.shown() + " is not defined: " + Name.shown(parts[0])
                        + " is the nearest of that name, and has no " + Name.shown(parts[i]));
            }
        }
        if (!found.isType()) {
            throw name.refused(name.shown() + " is not a type");
        }
        return found;
    }

    private void check(Field field, Symbol type) {
        Enumeration enumeration = type.enumeration;
        Name at = field.name();
        if (enumeration == null) {
            if (Boolean.TRUE.equals(field.packed())) {
                throw at.refused("the field " + at.shown() + " cannot be packed");
            }
            if (field.defaultName() != null) {
                throw at.refused("the field " + at.shown() + " cannot have a default");
            }
            return;
        }
        boolean open = type.file == null || type.file.proto3();
        if (field.label() == Label.IMPLICIT && !open) {
            throw at.refused("the enum of the field " + at.shown()
                    + " is of proto2: a field of proto3 that is not optional needs one of proto3");
        }
        if (field.label() == Label.MAP && enumeration.numbers().get(0) != 0) {
            throw at.refused("the values of the map " + at.shown() + " are an enum whose first value is not 0");
        }
        Name defaultName = field.defaultName();
        if (defaultName != null && !isValue(enumeration, defaultName.text())) {
            throw defaultName.refused("the enum of the field " + at.shown() + " has no value " + defaultName.shown());
        }
    }

    private boolean isValue(Enumeration enumeration, String wanted) {
        return valueNames
                .computeIfAbsent(
                        enumeration,
                        first -> first.names().stream().map(Name::text).collect(Collectors.toSet()))
                .contains(wanted);
    }

    /** Does {@code work} on {@code file}, and names the file in what it refuses. */
    static void inFile(ProtoFile file, Runnable work) {
        try {
            work.run();
        } catch (IllegalArgumentException e) {
            throw file.path().isEmpty() ? e : new ProtoFiles.InImport(file.path(), e);
        }
    }

    private static String[] parts(String dotted) {
        return dotted.split("\\.", -1);
    }
}
