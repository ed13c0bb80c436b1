package dev.sluice.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * Senders that each post again as soon as they are answered, over a number of connections.
 *
 * <p>One event loop sends for all of them, so that the rest of the machine is the function's and the broker's.
 */
final class Load implements AutoCloseable {

    /** The status of a request whose event is stored. */
    static final int ACCEPTED = 202;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient client;
    private final int port;
    private final int connections;
    private final int status;

    /** Senders that expect every answer to have {@code status}. */
    Load(int port, int connections, int status) {
        this.port = port;
        this.status = status;
        this.connections = connections;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(connections)
                .setKeepAlive(true)
                .setTcpNoDelay(true));
    }

    /** A request: headers, name and value in turn, and a body. */
    record Request(String[] headers, Buffer body) {}

    /** What came of a run, and how many answers were as expected; latencies in microseconds, sorted. */
    record Result(long requests, long expected, double seconds, long[] latencies) {

        /** The latency that a share of the requests did not exceed, in milliseconds. */
        double percentile(double share) {
            return latencies[(int) Math.min(latencies.length - 1, share * latencies.length)] / 1000.0;
        }
    }

    /** Sends {@code requests} requests, numbered from {@code first}, and waits for all the answers. */
    Result run(long first, long requests, LongFunction<Request> request) {
        Run run = new Run(first, requests, request);
        long start = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            vertx.runOnContext(start0 -> run.next());
        }
        run.done.join();
        double seconds = (System.nanoTime() - start) / 1e9;
        Arrays.sort(run.latencies);
        return new Result(requests, run.expected.get(), seconds, run.latencies);
    }

    private final class Run {

        private final long first;
        private final long requests;
        private final LongFunction<Request> request;
        private final AtomicLong begun = new AtomicLong();
        private final AtomicLong expected = new AtomicLong();
        private final AtomicInteger senders = new AtomicInteger(connections);
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final long[] latencies;

        private Run(long first, long requests, LongFunction<Request> request) {
            this.first = first;
            this.requests = requests;
            this.request = request;
            this.latencies = new long[(int) requests];
        }

        private void next() {
            long number = begun.getAndIncrement();
            if (number >= requests) {
                if (senders.decrementAndGet() == 0) {
                    done.complete(null);
                }
                return;
            }
            Request next = request.apply(first + number);
            long start = System.nanoTime();
            client.request(HttpMethod.POST, port, "127.0.0.1", "/")
                    .compose(call -> send(call, next))
                    .onComplete(answer -> {
                        latencies[(int) number] = (System.nanoTime() - start) / 1000;
                        if (answer.succeeded() && answer.result() == status) {
                            expected.incrementAndGet();
                        } else if (answer.failed()) {
                            done.completeExceptionally(answer.cause());
                            return;
                        }
                        next();
                    });
        }

        private io.vertx.core.Future<Integer> send(HttpClientRequest call, Request next) {
            String[] headers = next.headers();
            for (int i = 0; i < headers.length; i += 2) {
                call.putHeader(headers[i], headers[i + 1]);
            }
            return call.send(next.body()).map(response -> response.statusCode());
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
