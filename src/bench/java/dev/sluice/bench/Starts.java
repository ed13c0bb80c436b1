package dev.sluice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import dev.sluice.packaged.PackagedSluice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * How long the packaged function takes from the start of its process to its first acknowledged event, and how much
 * memory, with and without an archive of its classes, and where senders have to show a token of an issuer whose keys
 * are fetched.
 *
 * <p>The archive is written here, by a run that publishes some events. Every start is a new process; one sender
 * connects until it is answered.
 */
final class Starts {

    /** The name that this goes by among the scenarios. */
    static final String NAME = "start";

    private static final int TIMES = 9;
    private static final int EVENTS_OF_THE_TRAINING = 60;
    private static final long EVENTS_BEFORE_A_LOOK = 100_000;
    private static final int CONNECTIONS = 64;
    private static final List<Map.Entry<String, String>> EVENT =
            Events.binary("1", "Authorization", "Bearer " + Issuer.token());
    private static final byte[] DATA = "{\"total\":12.50}".getBytes(UTF_8);

    private final Path jar;
    private final Path home;
    private final Map<String, String> environment;
    private final Options options;
    private final int port;

    Starts(Path jar, Path folder, Broker broker, Options options) throws IOException {
        this.jar = jar;
        this.home = folder.resolve(NAME);
        this.options = options;
        this.port = PackagedSluice.freePort();
        broker.create(List.of(Workload.TOPIC));
        this.environment = new HashMap<>(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                broker.bootstrapServers(),
                "SLUICE_TOPIC",
                Workload.TOPIC,
                "PORT",
                Integer.toString(port)));
        environment.putAll(options.environment());
    }

    /** One start: milliseconds since the process was, and MiB. */
    private record Start(long acknowledged, long idle) {}

    /** The table of all. */
    String run() throws IOException, InterruptedException {
        Path archive = Files.createDirectories(home).toAbsolutePath().resolve("sluice.aot");
        Files.deleteIfExists(archive);
        train(archive);
        String with = "-XX:AOTCache=" + archive;
        List<Start> plain = new ArrayList<>();
        List<Start> archived = new ArrayList<>();
        List<Start> askedForTokens = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            plain.add(start(List.of(), Map.of()));
            archived.add(start(List.of(with), Map.of()));
            askedForTokens.add(start(List.of(with), Issuer.environment()));
        }
        return """

                | start | first acknowledged event | resident then | after 100,000 events |
                |---|---|---|---|
                """ + row("without an archive", plain, memoryAfterEvents(List.of()))
                + row("with an archive", archived, memoryAfterEvents(List.of(with)))
                + String.format(
                        Locale.ROOT,
                        "| with an archive, and each event with a token | %,d ms | %d MiB | |%n",
                        median(askedForTokens, Start::acknowledged),
                        median(askedForTokens, Start::idle));
    }

    private static String row(String name, List<Start> starts, long afterEvents) {
        return String.format(
                Locale.ROOT,
                "| %s | %,d ms | %d MiB | %d MiB |%n",
                name,
                median(starts, Start::acknowledged),
                median(starts, Start::idle),
                afterEvents);
    }

    private static long median(List<Start> starts, ToLongFunction<Start> value) {
        return starts.stream().mapToLong(value).sorted().toArray()[starts.size() / 2];
    }

    private void train(Path archive) throws IOException, InterruptedException {
        try (Child function = launch(List.of("-XX:AOTCacheOutput=" + archive), Map.of())) {
            function.awaitPort();
            for (int i = 0; i < EVENTS_OF_THE_TRAINING; i++) {
                post();
            }
        }
        if (!Files.exists(archive)) {
            throw new IllegalStateException("no archive was written: it needs JDK 25, in JAVA_HOME");
        }
    }

    private Start start(List<String> more, Map<String, String> authentication)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        try (Child function = launch(more, authentication)) {
            int status = 0;
            while (status != 202) {
                try {
                    status = post();
                } catch (IOException notYet) {
                    TimeUnit.MILLISECONDS.sleep(2);
                }
            }
            return new Start(since(begin), function.residentMebibytes());
        }
    }

    private long memoryAfterEvents(List<String> more) throws IOException, InterruptedException {
        try (Child function = launch(more, Map.of());
                Load load = new Load(function.awaitPort(), CONNECTIONS, Load.ACCEPTED)) {
            Scenario usual = Scenario.memory();
            load.run(0, EVENTS_BEFORE_A_LOOK, usual.requests());
            return function.residentMebibytes();
        }
    }

    private Child launch(List<String> more, Map<String, String> authentication) throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(authentication);
        List<String> arguments = new ArrayList<>(options.jvm());
        arguments.addAll(more);
        arguments.addAll(List.of("-jar", jar.toString()));
        return Child.start(home.resolve("function"), arguments, all);
    }

    private int post() throws IOException {
        return RawHttp.post(port, EVENT, DATA).status();
    }

    private static long since(long begin) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }
}
