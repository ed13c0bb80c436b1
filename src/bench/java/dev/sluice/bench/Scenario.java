package dev.sluice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.http.Signed;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is measured as one row.
 *
 * @param name a family, whose members are measured in turn with each other, and behind the last hyphen what makes this
 *     one of it
 * @param warmUp how many events are sent before the first round
 * @param events how many are sent in a round
 * @param sluice environment of the function, beside where the records go
 * @param proof headers of each request that prove who sends it, names and values in turn
 * @param status what each request is answered with
 * @param stores whether the events become records
 */
record Scenario(
        String name,
        Mode mode,
        int connections,
        Workload workload,
        long warmUp,
        long events,
        boolean routed,
        Map<String, String> sluice,
        List<String> proof,
        int status,
        boolean stores) {

    private static final int EVENTS_IN_A_BATCH = 100;
    private static final int UNAUTHORISED = 401;
    private static final String SECRET = "the-secret-of-the-sender";

    enum Mode {
        BINARY,
        STRUCTURED,
        BATCH
    }

    static List<Scenario> all() {
        Workload usual = Workload.usual();
        return List.of(
                of("binary-1", Mode.BINARY, 1, usual, 200_000, 20_000),
                of("binary-64", Mode.BINARY, 64, usual, 200_000, 150_000),
                of("binary-256", Mode.BINARY, 256, usual, 200_000, 150_000),
                of("structured-64", Mode.STRUCTURED, 64, usual, 200_000, 150_000),
                of("batch-8", Mode.BATCH, 8, usual, 600_000, 300_000),
                of("large-16", Mode.BINARY, 16, usual.withData(64 * Workload.ONE_KIB), 30_000, 20_000),
                of("keys-1000", Mode.BINARY, 64, usual, 200_000, 250_000),
                of("keys-1000000", Mode.BINARY, 64, usual.withKeys(1_000_000), 200_000, 250_000),
                of("topics-1", Mode.BINARY, 64, usual.withTopics(1), 200_000, 100_000),
                of("topics-50", Mode.BINARY, 64, usual.withTopics(50), 200_000, 100_000),
                of("routes-1", Mode.BINARY, 64, usual, 200_000, 100_000).withRoutes(),
                of("routes-1000", Mode.BINARY, 64, usual.withTypes(1000), 200_000, 100_000)
                        .withRoutes(),
                of("ignored-64", Mode.BINARY, 64, usual, 200_000, 150_000).ignored(),
                of("api-key-64", Mode.BINARY, 64, usual, 200_000, 150_000).withApiKey(),
                of("api-key-unasked", Mode.BINARY, 64, usual, 200_000, 150_000)
                        .withApiKey()
                        .unasked(),
                of("hmac-64", Mode.BINARY, 64, usual, 200_000, 150_000).withSignature(),
                of("hmac-unasked", Mode.BINARY, 64, usual, 200_000, 150_000)
                        .withSignature()
                        .unasked(),
                of("oidc-64", Mode.BINARY, 64, usual, 200_000, 150_000).withToken(),
                of("oidc-unasked", Mode.BINARY, 64, usual, 200_000, 150_000)
                        .withToken()
                        .unasked(),
                of("unauthorised-64", Mode.BINARY, 64, usual, 200_000, 150_000).unauthorised());
    }

    /** The scenario of this name; null if there is none. */
    static @Nullable Scenario named(String name) {
        return all().stream()
                .filter(scenario -> scenario.name.equals(name))
                .findFirst()
                .orElse(null);
    }

    /** What memory is looked at over a million events. */
    static Scenario memory() {
        return of("memory-64", Mode.BINARY, 64, Workload.usual(), 0, 100_000);
    }

    private static Scenario of(String name, Mode mode, int connections, Workload workload, long warmUp, long events) {
        return new Scenario(
                name,
                mode,
                connections,
                workload,
                warmUp,
                events,
                false,
                workload.environment(),
                List.of(),
                Load.ACCEPTED,
                true);
    }

    private Scenario withRoutes() {
        return new Scenario(
                name, mode, connections, workload, warmUp, events, true, Map.of(), List.of(), Load.ACCEPTED, true);
    }

    /** With a route that takes none of the events: they are decoded, and answered 202 without Kafka. */
    private Scenario ignored() {
        Map<String, String> elsewhere = Map.of(
                "SLUICE_UNMATCHED",
                "ignore",
                "SLUICE_ROUTES_OTHER_WHEN",
                "type = 'other'",
                "SLUICE_ROUTES_OTHER_TOPIC",
                Workload.TOPIC);
        return new Scenario(
                name, mode, connections, workload, warmUp, events, false, elsewhere, List.of(), Load.ACCEPTED, false);
    }

    private Scenario withApiKey() {
        return with(Map.of("SLUICE_AUTHENTICATE_API_KEY_SECRETS", SECRET), List.of("x-api-key", SECRET), Load.ACCEPTED);
    }

    private Scenario withSignature() {
        return with(
                Map.of(
                        "SLUICE_AUTHENTICATE_SIGNATURE_HEADER",
                        "X-Signature",
                        "SLUICE_AUTHENTICATE_SIGNATURE_SECRETS",
                        SECRET),
                List.of("x-signature", Signed.hex(SECRET, workload.data().getBytes(UTF_8))),
                Load.ACCEPTED);
    }

    /** With a token that the function sees the first time in the warm-up, and remembers. */
    private Scenario withToken() {
        return with(Issuer.environment(), List.of("authorization", "Bearer " + Issuer.token()), Load.ACCEPTED);
    }

    /** The same requests to a function that asks nobody for a proof. */
    private Scenario unasked() {
        return in(workload.environment(), proof, status);
    }

    /** With a wrong key, so that every request is refused by its headers. */
    private Scenario unauthorised() {
        return with(
                Map.of("SLUICE_AUTHENTICATE_API_KEY_SECRETS", SECRET),
                List.of("x-api-key", SECRET + "s"),
                UNAUTHORISED);
    }

    private Scenario with(Map<String, String> authentication, List<String> headers, int answered) {
        Map<String, String> environment = new HashMap<>(sluice);
        environment.putAll(authentication);
        return in(environment, headers, answered);
    }

    private Scenario in(Map<String, String> environment, List<String> headers, int answered) {
        return new Scenario(
                name,
                mode,
                connections,
                workload,
                warmUp,
                events,
                routed,
                environment,
                headers,
                answered,
                answered == Load.ACCEPTED);
    }

    String family() {
        return name.substring(0, name.lastIndexOf('-'));
    }

    int eventsInARequest() {
        return mode == Mode.BATCH ? EVENTS_IN_A_BATCH : 1;
    }

    /** Makes the requests, by their number. */
    LongFunction<Load.Request> requests() {
        String data = workload.data();
        return switch (mode) {
            case BINARY -> {
                Buffer body = Buffer.buffer(data);
                yield number -> new Load.Request(withProof(workload.headers(number)), body);
            }
            case STRUCTURED -> {
                String[] headers = {"content-type", "application/cloudevents+json"};
                yield number -> new Load.Request(headers, Buffer.buffer(workload.json(number, data)));
            }
            case BATCH -> {
                String[] headers = {"content-type", "application/cloudevents-batch+json"};
                yield number -> new Load.Request(headers, Buffer.buffer(batch(number * EVENTS_IN_A_BATCH, data)));
            }
        };
    }

    private String[] withProof(String[] headers) {
        return proof.isEmpty()
                ? headers
                : Stream.concat(Stream.of(headers), proof.stream()).toArray(String[]::new);
    }

    private String batch(long first, String data) {
        return LongStream.range(first, first + EVENTS_IN_A_BATCH)
                .mapToObj(number -> workload.json(number, data))
                .collect(Collectors.joining(",", "[", "]"));
    }
}
