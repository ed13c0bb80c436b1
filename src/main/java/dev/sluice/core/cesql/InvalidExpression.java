package dev.sluice.core.cesql;

/**
 * Why a text is not an expression: one line that says where and what, such as {@code at 14: expected a closing quote}.
 *
 * <p>Checked, because expressions come from the configuration: whoever reads one has to add which key it was.
 */
public final class InvalidExpression extends Exception {

    private final int position;

    /**
     * A refusal.
     *
     * @param text the expression
     * @param index where in the text, counted from 0 in units of UTF-16
     * @param reason what is wrong, in one line
     */
    InvalidExpression(String text, int index, String reason) {
        this(text.codePointCount(0, index) + 1, reason);
    }

    private InvalidExpression(int position, String reason) {
        super("at " + position + ": " + reason);
        this.position = position;
    }

    /** The character that is wrong, counted from 1; the one after the last where the text ends too early. */
    public int position() {
        return position;
    }
}
