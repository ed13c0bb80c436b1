package dev.sluice.core.cesql;

/**
 * Why a text is not an expression, in one line: {@code at 14: expected a closing quote}.
 *
 * <p>Checked, because expressions come from the configuration: the reader has to add the key.
 */
public final class InvalidExpression extends Exception {

    private final int position;

    /**
     * A refusal.
     *
     * @param text the expression
     * @param index the position in the text, counted from 0 in UTF-16 units
     * @param reason what is wrong, in one line
     */
    InvalidExpression(String text, int index, String reason) {
        this(text.codePointCount(0, index) + 1, reason);
    }

    private InvalidExpression(int position, String reason) {
        super("at " + position + ": " + reason);
        this.position = position;
    }

    /** The character at fault, counted from 1; one more than the last if the text ends too early. */
    public int position() {
        return position;
    }
}
