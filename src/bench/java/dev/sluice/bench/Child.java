package dev.sluice.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process that is measured from outside. */
final class Child implements AutoCloseable {

    /** What a child's line starts with that holds what the parent waits for. */
    static final String READY = "bench: ";

    private final Process process;

    private Child(Process process) {
        this.process = process;
    }

    /** Runs a class of this class path; what it prints goes to {@code target/}. */
    static Child ofClass(Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return start(command, Map.of());
    }

    /** Runs a packaged application. */
    static Child ofJar(Path jar, List<String> jvmArguments, Map<String, String> environment) throws IOException {
        List<String> command = new ArrayList<>(jvmArguments);
        command.addAll(List.of("-jar", jar.toString()));
        return start(command, environment);
    }

    private static Child start(List<String> arguments, Map<String, String> environment) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return new Child(builder.start());
    }

    /** What follows {@code marker} in the first line that holds it. */
    String await(String marker) throws IOException {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            int at = line.indexOf(marker);
            if (at >= 0) {
                return line.substring(at + marker.length());
            }
        }
        throw new IllegalStateException("it ended before it printed '" + marker + "'");
    }

    /** CPU time used so far, by all threads, user and system. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Resident memory in MiB, -1 where the operating system does not tell. */
    long residentMebibytes() {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        if (!Files.isReadable(status)) {
            return -1;
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
