package dev.sluice.core.value;

import java.util.concurrent.CompletionStage;

/** A schema is being looked up: the event can be mapped again once that has ended. Has no stack trace. */
public final class SchemaAwaited extends RuntimeException {

    private final transient CompletionStage<Void> known;

    /**
     * A wait for {@code known}, which completes if mapping the event again is worth while, and otherwise fails with a
     * {@link dev.sluice.core.delivery.DeliveryFailure} of the kind {@code UNAVAILABLE}; soon, whatever happens, and on
     * any thread.
     */
    public SchemaAwaited(CompletionStage<Void> known) {
        super("a schema is being looked up", null, false, false);
        this.known = known;
    }

    /** Completes when the schema is known. */
    public CompletionStage<Void> known() {
        return known;
    }
}
