package dev.sluice.bench;

import dev.sluice.packaged.PackagedSluice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;

/**
 * The processes of one scenario: the packaged function, and its two floors, the same server without Kafka and a
 * producer without a server. Used by one thread.
 */
final class Rig implements AutoCloseable {

    private static final int WARM_UP_CONNECTIONS = 64;

    private final Scenario scenario;
    private final Broker broker;
    private final Child function;
    private final int functionPort;
    private final Child server;
    private final int serverPort;
    private final Child producer;
    private long sent;

    /**
     * Starts them.
     *
     * @param jar the path of {@code quarkus-run.jar}
     * @param folder where they run, each in a folder of its own
     */
    Rig(Scenario scenario, Path jar, Path folder, Broker broker, Options options)
            throws IOException, InterruptedException {
        this.scenario = scenario;
        this.broker = broker;
        broker.create(scenario.workload().topicNames());
        Path home = folder.resolve(scenario.name());
        function = startFunction(jar, home.resolve("function"), options);
        functionPort = function.awaitPort();
        serverPort = PackagedSluice.freePort();
        server = startServer(jar, home.resolve("server"), options);
        server.await(Child.READY);
        producer = startProducer(home.resolve("producer"));
    }

    private Child startFunction(Path jar, Path home, Options options) throws IOException {
        if (scenario.routed()) {
            Path config = Files.createDirectories(home.resolve("config"));
            Files.writeString(
                    config.resolve("application.yaml"), scenario.workload().routes());
        }
        List<String> arguments = new ArrayList<>(options.jvm());
        arguments.addAll(List.of("-jar", jar.toString()));
        return Child.start(home, arguments, environment(options, scenario.sluice(), "0"));
    }

    private Child startServer(Path jar, Path home, Options options) throws IOException {
        Path classes = Path.of(FloorServer.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        List<String> arguments = new ArrayList<>(options.jvm());
        arguments.addAll(opened(jar));
        arguments.addAll(List.of(
                "-cp",
                jar + System.getProperty("path.separator") + classes,
                FloorServer.class.getName(),
                Integer.toString(serverPort)));
        return Child.start(
                home,
                arguments,
                environment(options, Map.of("SLUICE_TOPIC", Workload.TOPIC), Integer.toString(serverPort)));
    }

    /** What the manifest of the jar opens to it where it is started as one. */
    private static List<String> opened(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            String packages = file.getManifest().getMainAttributes().getValue("Add-Opens");
            return Arrays.stream(packages.split(" "))
                    .map(name -> "--add-opens=" + name + "=ALL-UNNAMED")
                    .toList();
        }
    }

    private Map<String, String> environment(Options options, Map<String, String> sluice, String port) {
        Map<String, String> environment = new HashMap<>(sluice);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        environment.put("SLUICE_MAX_EVENTS_IN_FLIGHT", "10000");
        environment.put("PORT", port);
        environment.putAll(options.environment());
        return environment;
    }

    private Child startProducer(Path home) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(broker.bootstrapServers()));
        arguments.addAll(scenario.workload().toArguments());
        return Child.ofClass(home, PlainProducer.class, arguments);
    }

    Scenario scenario() {
        return scenario;
    }

    Child function() {
        return function;
    }

    /** Has all three do what they will be measured at, until it is compiled. */
    void warmUp() throws IOException, InterruptedException {
        post(serverPort, connectionsToWarmUp(), scenario.warmUp());
        produce(scenario.warmUp());
        warmUpFunction();
    }

    /** As {@link #warmUp()}, but for the floors. */
    void warmUpFunction() {
        post(functionPort, connectionsToWarmUp(), scenario.warmUp());
    }

    private int connectionsToWarmUp() {
        return scenario.connections() == 1 ? WARM_UP_CONNECTIONS : scenario.connections();
    }

    /** Measures each of the three once. */
    Round measure() throws IOException, InterruptedException {
        long events = scenario.events();
        Usage serverUsage = server.measure(() -> post(serverPort, scenario.connections(), events));
        Usage producerUsage = producer.measure(() -> produce(events));
        Load.Result[] result = new Load.Result[1];
        Usage functionUsage = function.measure(() -> result[0] = publish(events));
        return new Round(functionUsage, serverUsage, producerUsage, result[0], events);
    }

    /** Sends events to the function, and checks that they have become so many records. */
    Load.Result publish(long events) {
        long storedBefore = stored();
        Load.Result result = post(functionPort, scenario.connections(), events);
        long stored = stored() - storedBefore;
        if (stored != (scenario.stores() ? events : 0)) {
            throw new IllegalStateException(
                    scenario.name() + ": " + stored + " records stored of " + events + " events sent");
        }
        return result;
    }

    /** Sends events to a server, all of which it has to answer as the scenario says; the floor accepts all. */
    private Load.Result post(int port, int connections, long events) {
        long requests = events / scenario.eventsInARequest();
        int status = port == functionPort ? scenario.status() : Load.ACCEPTED;
        Load.Result result;
        try (Load load = new Load(port, connections, status)) {
            result = load.run(sent / scenario.eventsInARequest(), requests, scenario.requests());
        }
        sent += events;
        if (result.expected() != requests) {
            throw new IllegalStateException(
                    scenario.name() + ": " + result.expected() + " of " + requests + " requests answered " + status);
        }
        return result;
    }

    private void produce(long events) throws IOException, InterruptedException {
        producer.tell(sent + " " + events);
        producer.await(Child.READY);
    }

    private long stored() {
        return broker.stored(scenario.workload().topicNames());
    }

    @Override
    public void close() {
        function.close();
        server.close();
        producer.close();
    }
}
