package dev.sluice.format.avro;

import org.jspecify.annotations.Nullable;

/**
 * The data does not fit the schema: where and why. Its place is found only once it is known that the whole data is
 * refused, because a branch of a union that does not fit is no refusal. Has no stack trace.
 */
final class Misfit extends RuntimeException {

    private final int position;
    private final @Nullable String member;
    private final String rule;

    private Misfit(int position, @Nullable String member, String rule) {
        super(rule, null, false, false);
        this.position = position;
        this.member = member;
        this.rule = rule;
    }

    /** The value, or the name of a member, at {@code position} breaks {@code rule}. */
    static Misfit at(int position, String rule) {
        return new Misfit(position, null, rule);
    }

    /** What is, or should be, the member of that name in the object at {@code position} breaks {@code rule}. */
    static Misfit ofMember(int position, String member, String rule) {
        return new Misfit(position, member, rule);
    }

    /** Where, in bytes from the start of the data. */
    int position() {
        return position;
    }

    /** Which member of the value there; null for the value itself. */
    @Nullable
    String member() {
        return member;
    }

    /** The end of a sentence about the place. */
    String rule() {
        return rule;
    }
}
