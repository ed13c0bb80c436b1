package dev.sluice.format.protobuf;

import dev.sluice.core.data.Printable;

/**
 * A name in a {@code .proto} text, and where it is.
 *
 * @param line counted from 1
 * @param column counted from 1, in UTF-16 units
 */
record Name(String text, int line, int column) {

    private static final int SHOWN = 60;

    /** The name in quotes, in printable ASCII, and cut off if it is long. */
    String shown() {
        return shown(text);
    }

    /** {@code text} in quotes, in printable ASCII, and cut off if it is long. */
    static String shown(String text) {
        return '\'' + Printable.of(text, SHOWN) + '\'';
    }

    /** What is thrown if the text breaks {@code rule} here. */
    IllegalArgumentException refused(String rule) {
        return new IllegalArgumentException("line " + line + ", column " + column + ": " + rule);
    }
}
