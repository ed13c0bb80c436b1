package dev.sluice.registry;

import dev.sluice.packaged.PackagedSluice;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Apicurio Registry out of its own distribution, as a process on loopback ports, with its data in memory. Its runner is
 * the system property {@code registry.jar}.
 *
 * <p>Takes half a minute of a processor to start, and a quarter of a GiB. Its address is known before it is started,
 * and stays the same when it is stopped and started again, as an empty registry. Used by one thread.
 */
public final class RegistryProcess implements AutoCloseable {

    private static final Path RUNNER = Path.of(System.getProperty("registry.jar", "no registry.jar"));
    private static final String SUBJECTS = "/subjects";
    private static final String JSON = "application/vnd.schemaregistry.v1+json";
    private static final Duration LONGEST_START = Duration.ofMinutes(10);

    private final Path log;
    private final int port = PackagedSluice.freePort();
    private final int managementPort = PackagedSluice.freePort();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private Process process;

    /** One that is not started yet, with its log in {@code directory}. */
    public RegistryProcess(Path directory) throws IOException {
        this.log = directory.resolve("registry.log");
    }

    /** What goes into {@code sluice.registry.url}: where it speaks Confluent's API. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port + "/apis/ccompat/v7");
    }

    /** Where it speaks the API of its own clients. */
    public URI ownUrl() {
        return URI.create("http://127.0.0.1:" + port + "/apis/registry/v3");
    }

    /** Starts it, and waits until it answers. */
    public void start() throws IOException, InterruptedException, TimeoutException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-jar",
                        RUNNER.toAbsolutePath().toString())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "QUARKUS_HTTP_HOST",
                        "127.0.0.1",
                        "QUARKUS_HTTP_PORT",
                        Integer.toString(port),
                        "QUARKUS_MANAGEMENT_HOST",
                        "127.0.0.1",
                        "QUARKUS_MANAGEMENT_PORT",
                        Integer.toString(managementPort)));
        process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (!answers()) {
            // between two looks, until it ends
            if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the registry ended: " + Files.readString(log));
            }
            if (System.nanoTime() - end > 0) {
                throw new TimeoutException("the registry does not answer: " + Files.readString(log));
            }
        }
    }

    /**
     * Registers a schema as a new version of the subject.
     *
     * @param type the language as Confluent's API names it
     * @param references subjects whose first version the schema refers to, each by this name
     * @return the id that records carry
     */
    public int register(String subject, String type, String schema, String... references)
            throws IOException, InterruptedException {
        JsonArray referred = new JsonArray();
        for (String reference : references) {
            referred.add(new JsonObject()
                    .put("name", reference)
                    .put("subject", reference)
                    .put("version", 1));
        }
        JsonObject body =
                new JsonObject().put("schemaType", type).put("schema", schema).put("references", referred);
        return answer(HttpRequest.newBuilder(URI.create(url() + SUBJECTS + "/" + subject + "/versions"))
                        .header("Content-Type", JSON)
                        .POST(BodyPublishers.ofString(body.encode())))
                .getInteger("id");
    }

    /** The text of the schema that records with this id are written by. */
    public String schema(int id) throws IOException, InterruptedException {
        return answer(HttpRequest.newBuilder(URI.create(url() + "/schemas/ids/" + id)))
                .getString("schema");
    }

    private JsonObject answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("the registry answered " + response.statusCode() + ": " + response.body());
        }
        return new JsonObject(response.body());
    }

    private boolean answers() throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url() + SUBJECTS))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Kills it. */
    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }
}
