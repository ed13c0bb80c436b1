package dev.sluice.bench;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Measures the CPU time that the function's process alone spends on an event, against the same records from a plain
 * producer in the same run, and writes the table to {@code target/bench.md}.
 *
 * <p>Every scenario is run several times, in turn with the floor, and the medians are quoted: machines drift.
 */
final class Bench {

    private static final int ROUNDS = 3;
    private static final int EVENTS_IN_A_BATCH = 100;
    private static final long WARM_UP = 300_000;
    private static final long EVENTS = 300_000;

    private final String bootstrapServers;
    private final Child function;
    private final int port;

    private Bench(String bootstrapServers, Child function, int port) {
        this.bootstrapServers = bootstrapServers;
        this.function = function;
        this.port = port;
    }

    private record Scenario(String name, int connections, int eventsInARequest, LongFunction<Load.Request> request) {}

    private record Measurement(double cpuMicros, double eventsPerSecond, double p50, double p99) {}

    /** Arguments: the path of {@code quarkus-run.jar}, the folder for the table, {@code all} or what the names of the
     * scenarios start with. */
    public static void main(String[] arguments) throws Exception {
        try (Child broker = Child.ofClass(BrokerProcess.class, List.of())) {
            String bootstrapServers = broker.await(Child.READY);
            Map<String, String> environment = Map.of(
                    "KAFKA_BOOTSTRAP_SERVERS",
                    bootstrapServers,
                    "SLUICE_TOPIC",
                    Workload.TOPIC,
                    "SLUICE_MAX_EVENTS_IN_FLIGHT",
                    "10000",
                    "PORT",
                    "18099");
            try (Child function = Child.ofJar(Path.of(arguments[0]), List.of("-Xmx128m"), environment)) {
                int port = Integer.parseInt(
                        function.await("Listening on: http://0.0.0.0:").replaceAll("\\D.*", ""));
                Bench bench = new Bench(bootstrapServers, function, port);
                String table = bench.run(arguments[2]);
                System.out.println(table);
                Files.writeString(Path.of(arguments[1], "bench.md"), table);
            }
        }
        System.exit(0);
    }

    private static List<Scenario> scenarios() {
        Buffer data = Buffer.buffer(Workload.data());
        String[] structured = {"content-type", "application/cloudevents+json"};
        String[] batched = {"content-type", "application/cloudevents-batch+json"};
        return List.of(
                new Scenario("batches of 100 structured events", 8, EVENTS_IN_A_BATCH, number -> {
                    long first = number * EVENTS_IN_A_BATCH;
                    String body = LongStream.range(first, first + EVENTS_IN_A_BATCH)
                            .mapToObj(Workload::json)
                            .collect(Collectors.joining(",", "[", "]"));
                    return new Load.Request(batched, Buffer.buffer(body));
                }),
                new Scenario("binary", 64, 1, number -> {
                    String[] headers = Workload.headers(number).stream()
                            .flatMap(header -> List.of(header.getKey(), header.getValue()).stream())
                            .toArray(String[]::new);
                    return new Load.Request(headers, data);
                }),
                new Scenario(
                        "structured",
                        64,
                        1,
                        number -> new Load.Request(structured, Buffer.buffer(Workload.json(number)))));
    }

    private String run(String wanted) throws IOException {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                """
                %s, JDK %s, %d processors, 1 KiB events, acks=all, %d partitions, -Xmx128m, medians of %d rounds

                | scenario | connections | CPU per event | plain producer | ratio | events/s | p50 | p99 |
                |---|---|---|---|---|---|---|---|
                """,
                LocalDate.now(),
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                Workload.PARTITIONS,
                ROUNDS));
        for (Scenario scenario : scenarios()) {
            if (!wanted.equals("all") && !scenario.name().startsWith(wanted)) {
                continue;
            }
            measure(scenario, WARM_UP);
            List<Measurement> rounds = new ArrayList<>();
            List<Double> floors = new ArrayList<>();
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                Measurement measured = measure(scenario, EVENTS);
                double floor = plainProducer();
                rounds.add(measured);
                floors.add(floor);
                ratios.add(measured.cpuMicros() / floor);
            }
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %.1f µs | %.1f µs | %.2f | %.0f | %.1f ms | %.1f ms |%n",
                    scenario.name(),
                    scenario.connections(),
                    median(rounds.stream().map(Measurement::cpuMicros).toList()),
                    median(floors),
                    median(ratios),
                    median(rounds.stream().map(Measurement::eventsPerSecond).toList()),
                    median(rounds.stream().map(Measurement::p50).toList()),
                    median(rounds.stream().map(Measurement::p99).toList())));
        }
        return table + "\nResident memory of the function at the end: " + function.residentMebibytes() + " MiB\n";
    }

    private Measurement measure(Scenario scenario, long events) throws IOException {
        long requests = events / scenario.eventsInARequest();
        long storedBefore = stored();
        Duration before = function.cpu();
        Load.Result result;
        try (Load load = new Load(port, scenario.connections())) {
            result = load.run(requests, scenario.request());
        }
        double cpuMicros = function.cpu().minus(before).toNanos() / 1000.0;
        long sent = requests * scenario.eventsInARequest();
        long stored = stored() - storedBefore;
        if (result.accepted() != requests || stored != sent) {
            throw new IllegalStateException(scenario.name() + ": " + result.accepted() + " of " + requests
                    + " requests accepted, " + stored + " of " + sent + " records stored");
        }
        return new Measurement(
                cpuMicros / sent, sent / result.seconds(), result.percentile(0.5), result.percentile(0.99));
    }

    private double plainProducer() throws IOException {
        List<String> arguments = List.of(bootstrapServers, Long.toString(WARM_UP), Long.toString(EVENTS));
        try (Child producer = Child.ofClass(PlainProducer.class, arguments)) {
            return Double.parseDouble(producer.await(Child.READY));
        }
    }

    private long stored() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Workload.TOPIC).stream()
                    .map(partition -> new TopicPartition(Workload.TOPIC, partition.partition()))
                    .toList();
            return consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
