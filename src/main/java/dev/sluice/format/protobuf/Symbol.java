package dev.sluice.format.protobuf;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A name in its scope: a package, a message, an enum, or anything else that has one. Full names are not kept, because
 * they could be much longer than the texts. For one thread.
 */
final class Symbol {

    /** The scope of all packages. */
    static Symbol root() {
        return new Symbol("", null, null);
    }

    final String name;
    final @Nullable Symbol parent;

    /** The file that declares it; null for a package. */
    final @Nullable ProtoFile file;

    /** The paths of the files of a package, and of those inside it. */
    final Set<String> paths = new HashSet<>();

    private final Map<String, Symbol> members = new HashMap<>();

    ProtoFile.@Nullable Message message;
    ProtoFile.@Nullable Enumeration enumeration;

    private Symbol(String name, @Nullable Symbol parent, @Nullable ProtoFile file) {
        this.name = name;
        this.parent = parent;
        this.file = file;
    }

    /** The package called {@code part} in this one, to which {@code file} belongs. */
    Symbol packageIn(String part, Name at, ProtoFile file) {
        Symbol found = members.computeIfAbsent(part, first -> new Symbol(part, this, null));
        if (found.file != null) {
            throw at.refused(Name.shown(part) + " is a package, and has another meaning elsewhere");
        }
        found.paths.add(file.path());
        return found;
    }

    /** A new symbol in this scope. */
    Symbol declare(Name declared, ProtoFile file) {
        Symbol symbol = new Symbol(declared.text(), this, file);
        if (members.putIfAbsent(declared.text(), symbol) != null) {
            throw declared.refused(declared.shown() + " is defined twice in its scope");
        }
        return symbol;
    }

    /** The symbol {@code part} in this scope, if it is seen by a file that sees the files {@code visible}; or null. */
    @Nullable
    Symbol member(String part, Set<String> visible) {
        Symbol found = members.get(part);
        return found != null && found.isSeen(visible) ? found : null;
    }

    private boolean isSeen(Set<String> visible) {
        if (file != null) {
            return visible.contains(file.path());
        }
        return !Collections.disjoint(visible, paths);
    }

    /** Whether it is a message or an enum. */
    boolean isType() {
        return message != null || enumeration != null;
    }

    /** Whether names can be inside it. */
    boolean isScope() {
        return file == null || message != null;
    }

    /** The full name, without a dot before it. */
    String fullName() {
        String before = parent == null ? "" : parent.fullName();
        return before.isEmpty() ? name : before + '.' + name;
    }
}
