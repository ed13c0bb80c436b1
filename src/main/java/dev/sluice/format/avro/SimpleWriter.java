package dev.sluice.format.avro;

import dev.sluice.core.json.JsonScanner.Kind;
import java.util.Set;

/** The primitive types that have no rules beyond their kind. */
enum SimpleWriter implements ValueWriter {
    NULL {
        @Override
        public Set<Kind> kinds() {
            return Set.of(Kind.NULL);
        }

        @Override
        public void write(Encoding encoding) {
            encoding.expect(Kind.NULL, "must be null");
            encoding.scanner().skip(encoding.depth());
        }
    },
    BOOLEAN {
        @Override
        public Set<Kind> kinds() {
            return Set.of(Kind.TRUE, Kind.FALSE);
        }

        @Override
        public void write(Encoding encoding) {
            int position = encoding.scanner().position();
            Kind kind = encoding.scanner().kind();
            if (kind != Kind.TRUE && kind != Kind.FALSE) {
                throw Misfit.at(position, "must be true or false");
            }
            encoding.scanner().skip(encoding.depth());
            encoding.out().writeByte(kind == Kind.TRUE ? 1 : 0);
        }
    },
    STRING {
        @Override
        public Set<Kind> kinds() {
            return Set.of(Kind.STRING);
        }

        @Override
        public void write(Encoding encoding) {
            encoding.readString(encoding.expect(Kind.STRING, "must be a string"));
            encoding.out().writeBytes(encoding.text(), encoding.textStart(), encoding.textEnd());
        }
    }
}
