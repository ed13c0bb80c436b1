package dev.sluice.egress.cluster;

import dev.sluice.egress.settings.LoginFile;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An admin client beside the producer, with the producer's settings and its own connections.
 *
 * <p>From {@link #ask} to {@link #close} it costs a thread and its connections, otherwise nothing. The thread ends if
 * what answers is not Kafka; the next question then creates another client. Thread-safe.
 */
public final class AsideClient {

    /** How long a question may take at most. */
    static final int LONGEST_MILLIS = 1000;

    private final String clientId;
    private final Map<String, ?> producer;
    private final int timeoutMillis;
    private @Nullable Admin admin;

    /** A client named {@code clientId}, for questions that take no longer than {@code timeoutMillis}. */
    AsideClient(String clientId, Map<String, ?> producer, int timeoutMillis) {
        this.clientId = clientId;
        this.producer = producer;
        this.timeoutMillis = timeoutMillis;
    }

    /**
     * Asks the client, created if there is none. Creating it resolves host names, so call this where blocking is
     * allowed.
     *
     * @param question gives the answer of a client
     * @return the answer, or Kafka's exception, after twice the timeout at most
     * @throws KafkaException if the client cannot be created
     * @throws IllegalStateException if it is being closed
     */
    <T> CompletableFuture<T> ask(Function<Admin, KafkaFuture<T>> question) {
        Admin asked = open();
        CompletableFuture<T> answer = new CompletableFuture<>();
        long start = System.nanoTime();
        question.apply(asked).whenComplete((value, failure) -> {
            if (failure == null) {
                answer.complete(value);
                return;
            }
            if (failure instanceof TimeoutException && millisSince(start) < timeoutMillis / 2) {
                drop(asked); // its thread has ended, or it would have gone on trying
            }
            answer.completeExceptionally(failure);
        });
        if (!answer.isDone()) {
            Infrastructure.getDefaultWorkerPool()
                    .schedule(() -> giveUp(asked, answer), 2L * timeoutMillis, TimeUnit.MILLISECONDS);
        }
        return answer;
    }

    /** A thread that ends tells nobody of the questions that were on their way. */
    private void giveUp(Admin asked, CompletableFuture<?> answer) {
        if (answer.completeExceptionally(new TimeoutException("the client does not end its question"))) {
            drop(asked);
        }
    }

    private static long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private synchronized Admin open() {
        Admin open = admin == null ? Admin.create(settings(clientId, producer, timeoutMillis)) : admin;
        admin = open;
        return open;
    }

    private synchronized void drop(Admin useless) {
        if (useless.equals(admin)) {
            close();
        }
    }

    /** Closes the client, if there is one, without waiting for answers. */
    synchronized void close() {
        Admin idle = admin;
        admin = null;
        if (idle != null) {
            idle.close(Duration.ofMillis(1));
        }
    }

    /** The connection settings of a producer, for a client that waits {@code timeoutMillis} for an answer. */
    public static Map<String, Object> settings(String clientId, Map<String, ?> producer, int timeoutMillis) {
        Map<String, Object> settings = new HashMap<>(producer);
        settings.keySet()
                .removeIf(key -> !AdminClientConfig.configNames().contains(key) && !key.equals(LoginFile.PATH));
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Integer.toString(timeoutMillis));
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Integer.toString(timeoutMillis));
        return settings;
    }
}
