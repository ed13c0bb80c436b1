package dev.sluice.nativeimage;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The code that can be run from given methods on, by rapid type analysis: a call may reach what any class overrides
 * that is instantiated somewhere in that code. Finds more than the analysis of a native image, and nothing less but
 * calls by reflection.
 */
final class Reachable {

    private final Map<JavaCodeUnit, JavaCodeUnit> callers = new LinkedHashMap<>();
    private final Deque<JavaCodeUnit> unvisited = new ArrayDeque<>();
    private final Set<JavaClass> instantiated = new LinkedHashSet<>();
    private final Map<JavaCodeUnitAccess<?>, JavaCodeUnit> virtualCalls = new LinkedHashMap<>();

    /** All of {@code roots}, whose classes count as instantiated, and what they lead to. */
    Reachable(Collection<JavaCodeUnit> roots) {
        roots.forEach(root -> {
            instantiated.add(root.getOwner());
            reach(root, root);
        });
        while (!unvisited.isEmpty()) {
            visit(unvisited.poll());
        }
    }

    /** All methods, constructors and static initialisers of classes in the packages. */
    static List<JavaCodeUnit> codeOf(JavaClasses classes, String packagePrefix) {
        List<JavaCodeUnit> all = new ArrayList<>();
        for (JavaClass each : classes) {
            if (each.getPackageName().startsWith(packagePrefix)) {
                all.addAll(each.getCodeUnits());
                each.getStaticInitializer().ifPresent(all::add);
            }
        }
        return all;
    }

    Set<JavaCodeUnit> all() {
        return callers.keySet();
    }

    /** How {@code reached} can be come to, the call nearest to it first. */
    List<String> path(JavaCodeUnit reached) {
        List<String> path = new ArrayList<>();
        JavaCodeUnit at = reached;
        while (callers.get(at) != at) {
            path.add(at.getFullName());
            at = callers.get(at);
        }
        path.add(at.getFullName());
        return path;
    }

    /** The classes that must be there for {@code code} to be compiled. */
    static Set<String> needs(JavaCodeUnit code) {
        Set<String> names = new LinkedHashSet<>();
        calls(code).forEach(call -> names.add(element(call.getTargetOwner())));
        code.getFieldAccesses().forEach(access -> names.add(element(access.getTargetOwner())));
        code.getInstanceofChecks().forEach(check -> names.add(element(check.getRawType())));
        code.getReferencedClassObjects().forEach(literal -> names.add(element(literal.getRawType())));
        code.getTryCatchBlocks()
                .forEach(block -> block.getCaughtThrowables().forEach(caught -> names.add(element(caught))));
        return names;
    }

    static List<JavaCodeUnitAccess<?>> calls(JavaCodeUnit code) {
        List<JavaCodeUnitAccess<?>> all = new ArrayList<>(code.getCallsFromSelf());
        all.addAll(code.getMethodReferencesFromSelf());
        all.addAll(code.getConstructorReferencesFromSelf());
        return all;
    }

    private static String element(JavaClass type) {
        return type.getBaseComponentType().getName();
    }

    private void visit(JavaCodeUnit code) {
        for (JavaCodeUnitAccess<?> call : calls(code)) {
            JavaClass owner = call.getTargetOwner();
            call.getTarget().resolveMember().ifPresent(target -> reach((JavaCodeUnit) target, code));
            owner.getStaticInitializer().ifPresent(target -> reach(target, code));
            if (call.getName().equals("<init>")) {
                instantiate(owner);
            } else {
                virtualCalls.put(call, code);
                instantiated.stream()
                        .filter(type -> type.isAssignableTo(owner.getName()))
                        .forEach(type -> dispatch(call, type, code));
            }
        }
        for (JavaFieldAccess access : code.getFieldAccesses()) {
            access.getTargetOwner().getStaticInitializer().ifPresent(target -> reach(target, code));
        }
    }

    /** Constructors of superclasses are called too, which makes them count as instantiated: more than needed. */
    private void instantiate(JavaClass type) {
        if (instantiated.add(type)) {
            virtualCalls.forEach((call, code) -> {
                if (type.isAssignableTo(call.getTargetOwner().getName())) {
                    dispatch(call, type, code);
                }
            });
        }
    }

    /** The method that a call runs on an instance of {@code type}: its own, or the one it inherits. */
    private void dispatch(JavaCodeUnitAccess<?> call, JavaClass type, JavaCodeUnit from) {
        String[] parameters = call.getTarget().getRawParameterTypes().stream()
                .map(JavaClass::getName)
                .toArray(String[]::new);
        for (JavaClass at = type; at != null; at = at.getRawSuperclass().orElse(null)) {
            if (at.tryGetMethod(call.getName(), parameters).isPresent()) {
                reach(at.getMethod(call.getName(), parameters), from);
                return;
            }
        }
    }

    private void reach(JavaCodeUnit code, JavaCodeUnit from) {
        if (callers.putIfAbsent(code, from) == null) {
            unvisited.add(code);
        }
    }
}
