package dev.sluice.schema;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import dev.sluice.core.event.Refusal;

/**
 * One validation with limits. The validator is recursive in the schema and in the data, so depth costs stack. A
 * recursive schema with alternatives could take time that doubles with each level of the data.
 *
 * <p>The validator announces each keyword here on its way down, which is counted. Keeps the first error of each branch
 * only. For one text on one thread.
 */
final class BoundedExecution extends ExecutionContext {

    /** How many keywords, members and branches may be open at once; they fit on half a MiB of stack. */
    static final int MAX_DEPTH = 1200;

    /** Steps for each byte of data; real schemas with {@code $ref}s and alternatives take up to ten. */
    private static final int STEPS_PER_BYTE = 2;

    /** Steps for any data, however short. */
    private static final int STEPS = 10_000;

    private final long maxSteps;
    private long steps;
    private int depth;

    /** A validation of data of {@code bytes} bytes. */
    BoundedExecution(ExecutionConfig config, int bytes) {
        super(config);
        this.maxSteps = STEPS + (long) STEPS_PER_BYTE * bytes;
    }

    /**
     * Moves one step down.
     *
     * @throws Refusal if that is too deep, or one step too many
     */
    @Override
    public void evaluationPathAddLast(String token) {
        stepDown();
        super.evaluationPathAddLast(token);
    }

    /** Moves one step down, to the branch or item at an index. */
    @Override
    public void evaluationPathAddLast(int token) {
        stepDown();
        super.evaluationPathAddLast(token);
    }

    /** Moves one step up. */
    @Override
    public void evaluationPathRemoveLast() {
        depth--;
        super.evaluationPathRemoveLast();
    }

    /** Keeps the first error of a branch; another does not change its result. */
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
     * Counts work other than steps down.
     *
     * @throws Refusal if it is too much
     */
    void spend(long more) {
        steps += more;
        if (steps > maxSteps) {
            throw Refusal.data("takes too many steps to check against its schema");
        }
    }
}
