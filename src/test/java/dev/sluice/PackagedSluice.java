package dev.sluice;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged function as a process of its own, with no environment but what the test gives it. */
public final class PackagedSluice implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^:]+:(\\d+)");
    private static final List<String> NEEDED = List.of("PATH", "HOME", "JAVA_HOME", "TMPDIR");

    private final Process process;
    private final BufferedReader output;
    private int port;

    private PackagedSluice(Process process) {
        this.process = process;
        this.output = process.inputReader(UTF_8);
    }

    /** Starts it; standard error goes where standard output goes. */
    public static PackagedSluice start(Map<String, String> environment, String... jvmArguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(jvmArguments));
        command.addAll(List.of("-jar", jar().toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().retainAll(NEEDED);
        builder.environment().putAll(environment);
        return new PackagedSluice(builder.start());
    }

    /** {@code quarkus-run.jar} of this build. */
    public static Path jar() {
        return Path.of(System.getProperty("packaged.application"));
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Waits, the first time, for the line that names the port, and returns that. */
    public int port() throws IOException {
        if (port == 0) {
            port = awaitPort();
        }
        return port;
    }

    private int awaitPort() throws IOException {
        List<String> seen = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.add(line);
            Matcher matcher = LISTENING.matcher(line);
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
        }
        throw new IllegalStateException("it ended before it listened: " + seen);
    }

    /** The rest of what it prints, once it has ended. */
    public List<String> remainingOutput() {
        return output.lines().toList();
    }

    /** Sends SIGTERM, and leaves the output open, which {@link Process#destroy()} closes. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** The most memory that it has taken so far, as Linux counts it. */
    public long peakMemoryBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .sum();
    }

    public int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
