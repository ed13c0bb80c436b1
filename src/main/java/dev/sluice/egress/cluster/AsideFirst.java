package dev.sluice.egress.cluster;

import io.smallrye.mutiny.Uni;
import java.util.function.Function;

/**
 * Asks the producer for a topic only after another client has found it, so that the producer never learns of a missing
 * topic. Thread-safe.
 */
final class AsideFirst implements Function<String, Uni<Integer>> {

    private final Function<String, Uni<Void>> lookFor;
    private final Function<String, Uni<Integer>> producer;
    private volatile boolean isThere;

    /** Asks {@code lookFor} until it succeeds, and {@code producer} from then on. */
    AsideFirst(Function<String, Uni<Void>> lookFor, Function<String, Uni<Integer>> producer) {
        this.lookFor = lookFor;
        this.producer = producer;
    }

    @Override
    public Uni<Integer> apply(String topic) {
        return isThere
                ? producer.apply(topic)
                : lookFor.apply(topic).onItem().invoke(() -> isThere = true).chain(() -> producer.apply(topic));
    }
}
