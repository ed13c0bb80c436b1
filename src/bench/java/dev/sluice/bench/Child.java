package dev.sluice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Level;
import org.jboss.logmanager.LogContext;

/** A process that is measured from outside, on the JVM that this one runs on. */
final class Child implements AutoCloseable {

    /** What a child's line starts with that holds what the parent waits for. */
    static final String READY = "bench: ";

    /** Stands for the end of the output; no line has a line break in it. */
    private static final String END = "\n";

    /** Something that a process is measured at. */
    interface Work {
        void run() throws IOException, InterruptedException;
    }

    private final String name;
    private final Process process;
    private final GcLog gcLog;
    private final BlockingQueue<String> output = new LinkedBlockingQueue<>();

    private Child(String name, Process process, GcLog gcLog) {
        this.name = name;
        this.process = process;
        this.gcLog = gcLog;
        Thread reader = new Thread(this::follow, "output of " + name);
        reader.setDaemon(true);
        reader.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    }

    /**
     * Switches off what Kafka would log of every record in a process of this class path, where nothing else sets
     * levels: it would cost more than the record.
     */
    static void silence() {
        LogContext.getLogContext().getLogger("").setLevel(Level.WARNING);
    }

    /** Runs a class of this class path. */
    static Child ofClass(Path directory, Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        return start(directory, command, Map.of());
    }

    /**
     * Runs a JVM with these arguments.
     *
     * @param directory where it runs and logs its collections; its name is the name of the process
     */
    static Child start(Path directory, List<String> arguments, Map<String, String> environment) throws IOException {
        Path absolute = Files.createDirectories(directory).toAbsolutePath();
        GcLog gcLog = new GcLog(absolute.resolve("gc.log"));
        List<String> command = new ArrayList<>(List.of(tool("java"), gcLog.option()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(absolute.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return new Child(directory.getFileName().toString(), builder.start(), gcLog);
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
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

    /** What follows {@code marker} in the first line, of those that nobody has waited for, that holds it. */
    String await(String marker) throws InterruptedException {
        List<String> seen = new ArrayList<>();
        for (String line = output.take(); !line.equals(END); line = output.take()) {
            int at = line.indexOf(marker);
            if (at >= 0) {
                return line.substring(at + marker.length());
            }
            seen.add(line);
        }
        throw new IllegalStateException(name + " ended before it printed '" + marker + "': " + seen);
    }

    /** The port that a packaged application says it listens on. */
    int awaitPort() throws InterruptedException {
        return Integer.parseInt(await("Listening on: http://0.0.0.0:").replaceAll("\\D.*", ""));
    }

    /** Writes a line to its standard input. */
    void tell(String line) throws IOException {
        process.outputWriter(UTF_8).append(line).append('\n').flush();
    }

    /** What it uses while {@code work} is done. */
    Usage measure(Work work) throws IOException, InterruptedException {
        long allocated = allocatedBytes();
        Duration cpu = cpu();
        work.run();
        Duration used = cpu().minus(cpu);
        return new Usage(used, allocatedBytes() - allocated);
    }

    /** The CPU time that it has used so far, user and system. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** How much it has allocated so far. */
    long allocatedBytes() throws IOException, InterruptedException {
        return gcLog.allocatedBytes(jcmd("GC.heap_info"));
    }

    /** Asks the JVM of the process, as the tool {@code jcmd} does. */
    String jcmd(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(tool("jcmd"), Long.toString(process.pid())));
        command.addAll(Arrays.asList(arguments));
        Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
        String answer = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IllegalStateException(command + " failed: " + answer);
        }
        return answer;
    }

    /** Resident memory in MiB now. */
    long residentMebibytes() throws IOException {
        return mebibytes("VmRSS:");
    }

    /** Resident memory in MiB at its peak. */
    long peakMebibytes() throws IOException {
        return mebibytes("VmHWM:");
    }

    private long mebibytes(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .sum();
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
