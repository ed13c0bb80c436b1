package dev.sluice.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.sluice.core.value.SchemaType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * A registry in this process that keeps the requests it got, and misbehaves when it is told to. Its ids go on from 1;
 * one schema text has one id.
 */
final class ScriptedRegistry implements AutoCloseable {

    static {
        // or an answer takes 40 ms, because its head and its body are written apart
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

    private final @Nullable SSLContext tls;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, List<JsonObject>> subjects = new ConcurrentHashMap<>();
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile @Nullable Script script;
    private HttpServer server;

    /** What becomes of a request instead of the registry's own answer. */
    @FunctionalInterface
    interface Script {
        void answer(HttpExchange exchange) throws IOException;
    }

    ScriptedRegistry() throws IOException {
        this(null);
    }

    /** One that wants a client certificate in TLS. */
    ScriptedRegistry(@Nullable SSLContext tls) throws IOException {
        this.tls = tls;
        this.server = listen(0);
    }

    private HttpServer listen(int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        HttpServer listening = tls == null ? HttpServer.create(address, 0) : HttpsServer.create(address, 0);
        if (listening instanceof HttpsServer https) {
            https.setHttpsConfigurator(new HttpsConfigurator(tls) {
                @Override
                public void configure(HttpsParameters parameters) {
                    SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
                    ssl.setNeedClientAuth(true);
                    parameters.setSSLParameters(ssl);
                }
            });
        }
        listening.setExecutor(threads);
        listening.createContext("/", this::handle);
        listening.start();
        return listening;
    }

    URI url() {
        return URI.create((tls == null ? "http" : "https") + "://localhost:" + port());
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Adds a version of a subject; the id of its text. */
    synchronized int add(String subject, SchemaType type, String text, JsonObject... references) {
        if (!texts.contains(text)) {
            texts.add(text);
        }
        int id = texts.indexOf(text) + 1;
        List<JsonObject> versions = subjects.computeIfAbsent(subject, first -> new CopyOnWriteArrayList<>());
        JsonObject version = new JsonObject()
                .put("subject", subject)
                .put("id", id)
                .put("version", versions.size() + 1)
                .put("schema", text);
        if (type != SchemaType.AVRO) {
            version.put("schemaType", type.name());
        }
        if (references.length > 0) {
            version.put("references", new JsonArray(List.of(references)));
        }
        versions.add(version);
        return id;
    }

    static JsonObject reference(String name, String subject, int version) {
        return new JsonObject().put("name", name).put("subject", subject).put("version", version);
    }

    /** Forgets a subject. */
    void remove(String subject) {
        subjects.remove(subject);
    }

    /** All requests so far: method and path as they came. */
    List<String> requests() {
        return requests;
    }

    /** The values of {@code Authorization} so far. */
    List<String> authorizations() {
        return authorizations;
    }

    /** From now on, answers each request by {@code instead}; null for as a registry does. */
    void script(@Nullable Script instead) {
        script = instead;
    }

    /** From now on, keeps requests, and answers those that it has kept before. */
    void hold() {
        CountDownLatch before = gate;
        gate = new CountDownLatch(1);
        before.countDown();
    }

    /** Answers what it has kept, and from now on at once. */
    void open() {
        gate.countDown();
    }

    /** Stops listening, and breaks all connections. */
    void stop() {
        server.stop(0);
    }

    /** Listens again where it did. */
    void resume() throws IOException {
        server = listen(port());
    }

    @Override
    public void close() {
        open();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.add(
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath());
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Script instead = script;
        if (instead != null) {
            instead.answer(exchange);
        } else {
            answer(exchange);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getRawPath().split("/");
        String subject = URLDecoder.decode(path[2].replace("+", "%2B"), UTF_8);
        if (exchange.getRequestMethod().equals("POST")) {
            JsonObject question =
                    new JsonObject(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            post(exchange, subject, question, path.length == 4);
            return;
        }
        List<JsonObject> versions = subjects.get(subject);
        if (versions == null) {
            answer(exchange, 404, problem(40401, "Subject '" + subject + "' not found."));
            return;
        }
        int number = path[4].equals("latest") ? versions.size() : Integer.parseInt(path[4]);
        if (number > versions.size()) {
            answer(exchange, 404, problem(40402, "Version " + number + " not found."));
            return;
        }
        answer(exchange, 200, versions.get(number - 1).encode());
    }

    private synchronized void post(HttpExchange exchange, String subject, JsonObject question, boolean registers)
            throws IOException {
        String text = question.getString("schema");
        JsonObject known = subjects.getOrDefault(subject, new ArrayList<>()).stream()
                .filter(version -> version.getString("schema").equals(text))
                .findFirst()
                .orElse(null);
        if (known == null && !registers) {
            answer(exchange, 404, problem(40403, "Schema not found"));
        } else if (registers) {
            int id = known == null
                    ? add(
                            subject,
                            SchemaType.valueOf(question.getString("schemaType")),
                            text,
                            question.getJsonArray("references", new JsonArray()).stream()
                                    .map(JsonObject.class::cast)
                                    .toArray(JsonObject[]::new))
                    : known.getInteger("id");
            answer(exchange, 200, new JsonObject().put("id", id).encode());
        } else {
            answer(exchange, 200, known.encode());
        }
    }

    static String problem(int code, String message) {
        return new JsonObject().put("error_code", code).put("message", message).encode();
    }

    static Script answers(int status, String body) {
        return exchange -> answer(exchange, status, body);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Content-Type", MEDIA_TYPE);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
