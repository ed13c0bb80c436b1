package dev.sluice.format.avro;

import dev.sluice.core.json.JsonScanner;
import dev.sluice.core.json.JsonScanner.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A union in plain JSON: the branch is the one that the value fits. If its kind leaves one branch, that is it, and what
 * does not fit there is refused for that. Otherwise each is tried, and the value is refused if none or several fit.
 *
 * <p>Plain numbers do not exclude each other: of int, long, double and float the first that takes a number gets it.
 */
final class UnionWriter implements ValueWriter {

    /** The order in which numbers are tried. */
    private static final List<ValueWriter> NUMBERS =
            List.of(IntegerWriter.INT, IntegerWriter.LONG, FloatingWriter.DOUBLE, FloatingWriter.FLOAT);

    private static final int[] NO_BRANCH = {};

    private final ValueWriter[] branches;
    private final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    private final Map<Kind, int[]> byKind = new EnumMap<>(Kind.class);
    private final boolean firstNumber;
    private final String none;
    private final String several;

    /** A union of the branches, in this order; {@code shownNames} are what messages call them. */
    UnionWriter(List<ValueWriter> branches, String shownNames) {
        this.branches = branches.toArray(ValueWriter[]::new);
        boolean plain = true;
        for (Kind kind : Kind.values()) {
            List<Integer> candidates = new ArrayList<>();
            for (int branch = 0; branch < this.branches.length; branch++) {
                if (this.branches[branch].kinds().contains(kind)) {
                    candidates.add(branch);
                    kinds.add(kind);
                }
            }
            if (kind == Kind.NUMBER) {
                plain = candidates.stream().allMatch(branch -> NUMBERS.contains(branches.get(branch)));
                candidates.sort((one, other) ->
                        Integer.compare(NUMBERS.indexOf(branches.get(one)), NUMBERS.indexOf(branches.get(other))));
            }
            byKind.put(kind, candidates.stream().mapToInt(Integer::intValue).toArray());
        }
        this.firstNumber = plain;
        this.none = "fits no branch of the union (" + shownNames + ")";
        this.several = "fits several branches of the union (" + shownNames + ")";
    }

    @Override
    public Set<Kind> kinds() {
        return kinds;
    }

    @Override
    public void write(Encoding encoding) {
        Kind kind = encoding.scanner().kind();
        int[] candidates = byKind.getOrDefault(kind, NO_BRANCH);
        int branch = candidates.length == 1 ? candidates[0] : choose(encoding, candidates, kind);
        encoding.out().writeLong(branch);
        branches[branch].write(encoding);
    }

    private int choose(Encoding encoding, int[] candidates, Kind kind) {
        int position = encoding.scanner().position();
        int chosen = JsonScanner.NONE;
        for (int candidate : candidates) {
            boolean fits = branches[candidate].fits(encoding);
            encoding.scanner().backTo(position);
            if (!fits) {
                continue;
            }
            if (chosen >= 0) {
                throw Misfit.at(position, several);
            }
            chosen = candidate;
            if (kind == Kind.NUMBER && firstNumber) {
                break;
            }
        }
        if (chosen < 0) {
            throw Misfit.at(position, none);
        }
        return chosen;
    }
}
