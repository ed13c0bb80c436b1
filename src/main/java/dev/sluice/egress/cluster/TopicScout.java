package dev.sluice.egress.cluster;

import dev.sluice.runtime.Timer;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/**
 * Looks up whether topics exist, with its own client, which remembers none of them and never lets the broker create
 * one.
 *
 * <p>The client exists from a question until a minute passes without one. Never blocks the caller. Thread-safe.
 */
final class TopicScout {

    private static final long REST_MILLIS = 60_000;

    private final AsideClient client;
    private final Timer timer;
    private boolean wasAsked;
    private boolean isWatched;

    /** A scout that asks the cluster of a producer with these settings. */
    TopicScout(Map<String, ?> producer, Timer timer) {
        this.client = new AsideClient("sluice-topics", producer, AsideClient.LONGEST_MILLIS);
        this.timer = timer;
    }

    /** Completes if the topic exists; fails with Kafka's exception if it does not, or may not be seen. */
    Uni<Void> lookFor(String topic) {
        return Uni.createFrom()
                .emitter(answer -> Infrastructure.getDefaultWorkerPool().execute(() -> lookFor(topic, answer)));
    }

    private void lookFor(String topic, UniEmitter<? super Void> answer) {
        watch();
        try {
            client.ask(admin -> admin.describeTopics(List.of(topic))
                            .topicNameValues()
                            .get(topic))
                    .whenComplete((description, failure) -> {
                        if (failure == null) {
                            answer.complete(null);
                        } else {
                            answer.fail(failure);
                        }
                    });
        } catch (KafkaException | IllegalStateException e) {
            answer.fail(e); // the client cannot be created, or is being closed
        }
    }

    private synchronized void watch() {
        wasAsked = isWatched;
        if (!isWatched) {
            isWatched = true;
            timer.after(REST_MILLIS, this::restUnlessAsked);
        }
    }

    private synchronized void restUnlessAsked() {
        isWatched = false;
        if (wasAsked) {
            watch();
        } else {
            Infrastructure.getDefaultWorkerPool().execute(client::close);
        }
    }

    /** Closes the client; the next question creates another. */
    void close() {
        client.close();
    }
}
