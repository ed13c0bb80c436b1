package dev.sluice.format.avro;

import dev.sluice.core.json.JsonScanner;
import dev.sluice.core.json.JsonScanner.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A union in Avro's own JSON (Avro 1.12, JSON Encoding): null, or an object whose one member is named after the branch.
 */
final class NamedUnionWriter implements ValueWriter {

    private final ValueWriter[] branches;
    private final Names names;
    private final int ofNull;
    private final String rule;

    /**
     * A union of the branches, in this order.
     *
     * @param names their names, but for that of null
     * @param ofNull the branch for null; {@link JsonScanner#NONE} if there is none
     * @param shownNames what messages call them
     */
    NamedUnionWriter(List<ValueWriter> branches, Names names, int ofNull, String shownNames) {
        this.branches = branches.toArray(ValueWriter[]::new);
        this.names = names;
        this.ofNull = ofNull;
        this.rule = "must be " + (ofNull >= 0 ? "null or " : "")
                + "an object with one member, which is named after a branch of the union (" + shownNames + ")";
    }

    @Override
    public Set<Kind> kinds() {
        return ofNull >= 0 ? EnumSet.of(Kind.NULL, Kind.OBJECT) : EnumSet.of(Kind.OBJECT);
    }

    @Override
    public void write(Encoding encoding) {
        JsonScanner scanner = encoding.scanner();
        int position = scanner.position();
        if (ofNull >= 0 && scanner.kind() == Kind.NULL) {
            encoding.out().writeLong(ofNull);
            branches[ofNull].write(encoding);
            return;
        }
        encoding.expect(Kind.OBJECT, rule);
        encoding.open(position);
        scanner.enterObject(rule);
        if (!scanner.nextMember()) {
            throw Misfit.at(position, rule);
        }
        encoding.readName();
        int branch = names.find(encoding.text(), encoding.textStart(), encoding.textEnd(), 0);
        if (branch < 0) {
            throw Misfit.at(position, rule);
        }
        encoding.out().writeLong(branch);
        branches[branch].write(encoding);
        if (scanner.nextMember()) {
            throw Misfit.at(position, rule);
        }
        encoding.close();
    }
}
