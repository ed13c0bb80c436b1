package dev.sluice.format.avro;

import dev.sluice.core.json.JsonScanner;
import dev.sluice.core.json.JsonScanner.Kind;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/** A map, of an object with any members, none of them twice. */
final class MapWriter implements ValueWriter {

    private static final Set<Kind> KINDS = EnumSet.of(Kind.OBJECT);
    private static final String RULE = "must be an object";

    /** Up to here, comparing each with each costs less than a set, which allocates. */
    private static final int FEW = 8;

    private final ValueWriter values;

    MapWriter(ValueWriter values) {
        this.values = values;
    }

    @Override
    public Set<Kind> kinds() {
        return KINDS;
    }

    @Override
    public void write(Encoding encoding) {
        int position = encoding.expect(Kind.OBJECT, RULE);
        JsonScanner scanner = encoding.scanner();
        AvroBuffer out = encoding.out();
        encoding.open(position);
        int block = out.beginBlock();
        int notes = encoding.takeNotes(0);
        int count = 0;
        scanner.enterObject(RULE);
        while (scanner.nextMember()) {
            encoding.readName();
            int length = encoding.textEnd() - encoding.textStart();
            out.writeBytes(encoding.text(), encoding.textStart(), encoding.textEnd());
            int note = encoding.takeNotes(2);
            encoding.note(note, out.size() - length);
            encoding.note(note + 1, length);
            values.write(encoding);
            count++;
        }
        if (count > FEW ? hasTwice(encoding, notes, count) : hasTwiceAmongFew(encoding, notes, count)) {
            throw Misfit.at(position, "has a member twice");
        }
        out.endBlock(block, count);
        encoding.dropNotes(notes);
        encoding.close();
    }

    private static boolean hasTwiceAmongFew(Encoding encoding, int notes, int count) {
        for (int i = 1; i < count; i++) {
            int length = encoding.note(notes + 2 * i + 1);
            for (int j = 0; j < i; j++) {
                if (encoding.note(notes + 2 * j + 1) == length
                        && encoding.out().isSame(encoding.note(notes + 2 * i), encoding.note(notes + 2 * j), length)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Strings, because a set of those stays fast even if a sender chose names with the same hash. */
    private static boolean hasTwice(Encoding encoding, int notes, int count) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < count; i++) {
            if (!seen.add(encoding.out().characters(encoding.note(notes + 2 * i), encoding.note(notes + 2 * i + 1)))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean fits(Encoding encoding) {
        JsonScanner scanner = encoding.scanner();
        scanner.enterObject(RULE);
        while (scanner.nextMember()) {
            if (!encoding.mayTake(values)) {
                return false;
            }
        }
        return true;
    }
}
