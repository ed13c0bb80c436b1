package dev.sluice.format.avro;

import dev.sluice.core.json.JsonScanner;
import dev.sluice.core.json.JsonScanner.Kind;
import java.util.EnumSet;
import java.util.Set;

/** An array, in one block. */
final class ArrayWriter implements ValueWriter {

    private static final Set<Kind> KINDS = EnumSet.of(Kind.ARRAY);
    private static final String RULE = "must be an array";

    private final ValueWriter items;

    ArrayWriter(ValueWriter items) {
        this.items = items;
    }

    @Override
    public Set<Kind> kinds() {
        return KINDS;
    }

    @Override
    public void write(Encoding encoding) {
        int position = encoding.expect(Kind.ARRAY, RULE);
        JsonScanner scanner = encoding.scanner();
        encoding.open(position);
        int block = encoding.out().beginBlock();
        int count = 0;
        scanner.enterArray(RULE);
        while (scanner.nextElement()) {
            items.write(encoding);
            count++;
        }
        encoding.out().endBlock(block, count);
        encoding.close();
    }
}
