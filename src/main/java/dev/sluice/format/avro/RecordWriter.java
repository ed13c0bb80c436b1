package dev.sluice.format.avro;

import dev.sluice.core.json.JsonScanner;
import dev.sluice.core.json.JsonScanner.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A record, of an object: its members in any order, by the names of the fields or their aliases. Each is written as it
 * comes, and noted; what is then out of order, or behind something missing, is copied into its place.
 */
final class RecordWriter implements ValueWriter {

    private static final Set<Kind> KINDS = EnumSet.of(Kind.OBJECT);

    /**
     * A field.
     *
     * @param absent what is written if it is missing: its default, or null; null if it must not be
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Field(String name, ValueWriter writer, byte @Nullable [] absent) {}

    private final boolean ignoresUnknown;
    private final String otherwise;
    private final String unknown;
    private Field[] fields = {};
    private Names names = new Names(Map.of());

    /** A record of that name, as it is shown, which has no fields yet: one of them may hold the record itself. */
    RecordWriter(String shownName, boolean ignoresUnknown) {
        this.ignoresUnknown = ignoresUnknown;
        this.otherwise = "must be an object, a " + shownName;
        this.unknown = "is not a field of " + shownName;
    }

    /** Completes it with its fields, and their names and aliases, each with the number of its field. */
    void complete(List<Field> fields, Names names) {
        this.fields = fields.toArray(Field[]::new);
        this.names = names;
    }

    @Override
    public Set<Kind> kinds() {
        return KINDS;
    }

    @Override
    public void write(Encoding encoding) {
        int position = encoding.expect(Kind.OBJECT, otherwise);
        JsonScanner scanner = encoding.scanner();
        AvroBuffer out = encoding.out();
        encoding.open(position);
        int notes = encoding.takeNotes(2 * fields.length);
        int begin = out.size();
        int guess = 0;
        scanner.enterObject(otherwise);
        while (scanner.nextMember()) {
            int field = find(encoding, guess);
            if (field < 0) {
                if (!ignoresUnknown) {
                    throw Misfit.at(scanner.nameStart(), unknown + ": byte " + scanner.nameStart());
                }
                scanner.skip(encoding.depth());
                continue;
            }
            if (encoding.note(notes + 2 * field) >= 0) {
                throw Misfit.ofMember(position, fields[field].name(), "occurs twice, perhaps by an alias");
            }
            encoding.note(notes + 2 * field, out.size());
            fields[field].writer().write(encoding);
            encoding.note(notes + 2 * field + 1, out.size());
            guess = field + 1;
        }
        arrange(encoding, notes, begin, position);
        encoding.dropNotes(notes);
        encoding.close();
    }

    private int find(Encoding encoding, int guess) {
        encoding.readName();
        return names.find(encoding.text(), encoding.textStart(), encoding.textEnd(), guess);
    }

    /** Puts the fields, which begin at {@code begin}, into the order of the schema, and adds those that are missing. */
    private void arrange(Encoding encoding, int notes, int begin, int position) {
        AvroBuffer out = encoding.out();
        int inPlace = begin;
        int field = 0;
        while (field < fields.length && encoding.note(notes + 2 * field) == inPlace) {
            inPlace = encoding.note(notes + 2 * field + 1);
            field++;
        }
        if (field == fields.length) {
            return;
        }
        int arranged = out.size();
        for (; field < fields.length; field++) {
            int start = encoding.note(notes + 2 * field);
            if (start >= 0) {
                out.repeat(start, encoding.note(notes + 2 * field + 1));
                continue;
            }
            byte[] absent = fields[field].absent();
            if (absent == null) {
                throw Misfit.ofMember(position, fields[field].name(), "is missing, and has no default");
            }
            out.writeFixed(absent, 0, absent.length);
        }
        if (arranged > inPlace) {
            out.moveDown(arranged, inPlace);
        }
    }

    @Override
    public boolean fits(Encoding encoding) {
        JsonScanner scanner = encoding.scanner();
        int notes = encoding.takeNotes(fields.length);
        boolean fits = true;
        int guess = 0;
        scanner.enterObject(otherwise);
        while (fits && scanner.nextMember()) {
            int field = find(encoding, guess);
            if (field < 0) {
                fits = ignoresUnknown;
                scanner.skip(encoding.depth());
                continue;
            }
            encoding.note(notes + field, 1);
            fits = encoding.mayTake(fields[field].writer());
            guess = field + 1;
        }
        for (int field = 0; fits && field < fields.length; field++) {
            fits = encoding.note(notes + field) >= 0 || fields[field].absent() != null;
        }
        encoding.dropNotes(notes);
        return fits;
    }
}
