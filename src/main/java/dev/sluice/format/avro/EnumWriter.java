package dev.sluice.format.avro;

import dev.sluice.core.json.JsonScanner.Kind;
import java.util.EnumSet;
import java.util.Set;

/**
 * An enum, of a string that is one of its symbols. Its default is for those who read a symbol that they do not have
 * (Avro 1.12, Schema Resolution), not for data that has no such symbol.
 */
final class EnumWriter implements ValueWriter {

    private static final Set<Kind> KINDS = EnumSet.of(Kind.STRING);

    private final Names symbols;
    private final String rule;

    /** The enum of that name, as it is shown. */
    EnumWriter(String shownName, Names symbols) {
        this.symbols = symbols;
        this.rule = "must be a symbol of " + shownName;
    }

    @Override
    public Set<Kind> kinds() {
        return KINDS;
    }

    @Override
    public void write(Encoding encoding) {
        int position = encoding.expect(Kind.STRING, rule);
        encoding.readString(position);
        int symbol = symbols.find(encoding.text(), encoding.textStart(), encoding.textEnd(), 0);
        if (symbol < 0) {
            throw Misfit.at(position, rule);
        }
        encoding.out().writeLong(symbol);
    }
}
