package dev.sluice.schema;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import dev.sluice.core.event.Refusal;

/**
 * One validation, bounded: the validator is recursive in the schema and in the data, so depth costs stack, and a
 * recursive schema with alternatives can cost time that doubles with each level of the data.
 *
 * <p>Counts each keyword on the way down, which the validator announces here. Keeps the first error of each branch
 * only. For one text on one thread.
 */
final class BoundedExecution extends ExecutionContext {

    /** Keywords, members and branches of the schema that are open at once; half a MiB of stack holds them. */
    static final int MAX_DEPTH = 1200;

    /** Steps for each byte of data; {@code $ref}s and alternatives of real schemas take up to ten. */
    private static final int STEPS_PER_BYTE = 2;

    /** Steps for any data, however short. */
    private static final int STEPS = 10_000;

    private final long maxSteps;
    private long steps;
    private int depth;

    /** A validation of {@code bytes} bytes of data. */
    BoundedExecution(ExecutionConfig config, int bytes) {
        super(config);
        this.maxSteps = STEPS + (long) STEPS_PER_BYTE * bytes;
    }

    /**
     * Steps down.
     *
     * @throws Refusal where that is too deep, or one step too many
     */
    @Override
    public void evaluationPathAddLast(String token) {
        stepDown();
        super.evaluationPathAddLast(token);
    }

    /** The same for the branch or item at an index. */
    @Override
    public void evaluationPathAddLast(int token) {
        stepDown();
        super.evaluationPathAddLast(token);
    }

    /** Steps up again. */
    @Override
    public void evaluationPathRemoveLast() {
        depth--;
        super.evaluationPathRemoveLast();
    }

    /** Takes the first error of a branch; another changes nothing about its result. */
    @Override
    public void addError(Error error) {
        if (getErrors().isEmpty() || isFailFast()) {
            super.addError(error);
        }
    }

    private void stepDown() {
        depth++;
        if (depth > MAX_DEPTH) {
            throw Refusal.data("is nested too deeply for its schema");
        }
        spend(1);
    }

    /**
     * Counts work that is no step down.
     *
     * @throws Refusal where that is one step too many
     */
    void spend(long more) {
        steps += more;
        if (steps > maxSteps) {
            throw Refusal.data("takes too many steps to check against its schema");
        }
    }
}
