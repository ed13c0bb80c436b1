package dev.sluice.packaged;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packaged function as a process of its own, with no environment but what the test gives it. */
public final class PackagedSluice implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^:]+:(\\d+)");
    /** Stands for the end of the output; no line has a line break in it. */
    private static final String END = "\n";

    /** What a native executable understands too: properties, the size of the heap, and to end when it is full. */
    private static final Pattern OF_ALL_EXECUTABLES =
            Pattern.compile("-D.+|-Xm[nsx]\\d+\\w?|-XX:[+-]ExitOnOutOfMemoryError");

    /** Of a process that ends within seconds, the second compiler takes half of the time and returns none of it. */
    private static final String FAST_START = "-XX:TieredStopAtLevel=1";

    private static final List<String> NEEDED = List.of("PATH", "HOME", "JAVA_HOME", "TMPDIR");

    private final Process process;
    private final BlockingQueue<String> output = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();
    private int port;

    private PackagedSluice(Process process) {
        this.process = process;
        Thread reader = new Thread(this::follow, "output of sluice");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts it, with options of the JVM; standard error goes where standard output goes. */
    public static PackagedSluice start(Map<String, String> environment, String... options) throws IOException {
        return startIn(Path.of("").toAbsolutePath(), environment, options);
    }

    /**
     * Starts it in {@code directory}, which holds a {@code config/application.yaml}, beside other large processes, and
     * waits until it listens.
     */
    public static PackagedSluice startSmall(Path directory, String bootstrapServers)
            throws IOException, InterruptedException {
        PackagedSluice started = startIn(
                directory,
                Map.of("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers, "PORT", Integer.toString(freePort())),
                "-Xmx128m",
                "-XX:+UseSerialGC");
        started.port();
        return started;
    }

    /** Starts it in {@code directory}, which may hold a {@code config/application.yaml}. */
    public static PackagedSluice startIn(Path directory, Map<String, String> environment, String... options)
            throws IOException {
        return run(directory, environment, command(options));
    }

    /** Starts it with arguments of its own. */
    public static PackagedSluice startWith(
            Path directory, Map<String, String> environment, List<String> arguments, String... options)
            throws IOException {
        List<String> command = command(options);
        command.addAll(arguments);
        return run(directory, environment, command);
    }

    /** Starts it by a command that runs another one, which is appended to it. */
    static PackagedSluice startBy(List<String> wrapper, Path directory, Map<String, String> environment)
            throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(command());
        return run(directory, environment, command);
    }

    /** Starts whatever starts it, without a standard input, which no platform gives it. */
    public static PackagedSluice run(Path directory, Map<String, String> environment, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true);
        builder.environment().keySet().retainAll(NEEDED);
        builder.environment().putAll(environment);
        return new PackagedSluice(builder.start());
    }

    /** Options that only a JVM has are left out where there is none. */
    private static List<String> command(String... options) {
        List<String> command = new ArrayList<>();
        String artifact = artifact().toAbsolutePath().toString();
        if (isJar()) {
            command.add(java());
            command.add(FAST_START);
            command.addAll(List.of(options));
            command.addAll(List.of("-jar", artifact));
        } else {
            command.add(artifact);
            Stream.of(options)
                    .filter(option -> OF_ALL_EXECUTABLES.matcher(option).matches())
                    .forEach(command::add);
        }
        return command;
    }

    /** The {@code java} that runs the tests. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** {@code quarkus-run.jar} of this build, or its native executable. */
    public static Path artifact() {
        return Path.of(System.getProperty("packaged.application"));
    }

    /** Whether it is run by a JVM. */
    public static boolean isJar() {
        return artifact().toString().endsWith(".jar");
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Waits, the first time, for the line that names the port, and returns that. */
    public int port() throws InterruptedException {
        if (port == 0) {
            port = awaitPort();
        }
        return port;
    }

    private int awaitPort() throws InterruptedException {
        for (String line = output.take(); !line.equals(END); line = output.take()) {
            seen.add(line);
            Matcher matcher = LISTENING.matcher(line);
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
        }
        throw new IllegalStateException("it ended before it listened: " + seen);
    }

    /** Waits for a line that it prints from now on, or has printed since the line that names the port. */
    public String await(Predicate<String> wanted) throws InterruptedException {
        for (String line = output.take(); !line.equals(END); line = output.take()) {
            seen.add(line);
            if (wanted.test(line)) {
                return line;
            }
        }
        throw new IllegalStateException("it ended without that line: " + seen);
    }

    /** The rest of what it prints, once it has ended. */
    public List<String> remainingOutput() throws InterruptedException {
        List<String> lines = new ArrayList<>();
        for (String line = output.take(); !line.equals(END); line = output.take()) {
            lines.add(line);
        }
        return lines;
    }

    /** All that it prints, once it has ended. */
    public List<String> output() throws InterruptedException {
        seen.addAll(remainingOutput());
        return List.copyOf(seen);
    }

    /** A process that nobody listens to stands still once its pipe is full. */
    private void follow() {
        try (BufferedReader reader = process.inputReader(UTF_8)) {
            reader.lines().forEach(output::add);
        } catch (IOException | UncheckedIOException e) {
            // its end is all there is to tell
        }
        output.add(END);
    }

    /** Sends SIGTERM, and leaves the output open, which {@link Process#destroy()} closes. */
    public void terminate() {
        process.toHandle().destroy();
    }

    long pid() {
        return process.pid();
    }

    /** The most memory that it has taken so far, as Linux counts it. */
    public long peakMemoryBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .sum();
    }

    /** How many threads it has. */
    public int threads() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("Threads:"))
                .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")))
                .sum();
    }

    /** How many files, sockets among them, it has open. */
    public int openDescriptors() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return (int) descriptors.count();
        }
    }

    /** Whether it has not ended. */
    public boolean isAlive() {
        return process.isAlive();
    }

    public int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
