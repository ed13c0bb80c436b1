package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * What a flight recording says about where the CPU time went, and what was allocated, in Markdown.
 *
 * <p>Java threads only: collections and compilations are not in it. What the JDK does counts for the component that
 * called it.
 */
final class Profile {

    private static final int ROWS = 25;
    private static final String CPU_SAMPLE = "jdk.CPUTimeSample";
    private static final String EXECUTION_SAMPLE = "jdk.ExecutionSample";
    private static final String ALLOCATION_SAMPLE = "jdk.ObjectAllocationSample";

    /** Components by what the names of their classes start with. */
    private static final List<Map.Entry<String, String>> COMPONENTS = List.of(
            Map.entry("dev.sluice.", "Sluice"),
            Map.entry("io.netty.", "Netty"),
            Map.entry("io.vertx.", "Vert.x"),
            Map.entry("io.quarkus.", "Quarkus"),
            Map.entry("io.smallrye.", "SmallRye and Mutiny"),
            Map.entry("org.apache.kafka.", "Kafka's client"),
            Map.entry("io.micrometer.", "Micrometer"));

    private final Map<String, Double> cpuByComponent = new HashMap<>();
    private final Map<String, Double> cpuByThread = new HashMap<>();
    private final Map<String, Double> cpuByMethod = new HashMap<>();
    private final Map<String, Double> bytesByComponent = new HashMap<>();
    private final Map<String, Double> bytesBySite = new HashMap<>();
    private final Set<Long> threadsWithASample = new HashSet<>();

    /** The tables of a recording. */
    static String of(Path recording) throws IOException {
        List<RecordedEvent> events = RecordingFile.readAllEvents(recording);
        boolean byCpuTime =
                events.stream().anyMatch(event -> event.getEventType().getName().equals(CPU_SAMPLE));
        Profile profile = new Profile();
        for (RecordedEvent event : events) {
            String type = event.getEventType().getName();
            if (type.equals(byCpuTime ? CPU_SAMPLE : EXECUTION_SAMPLE)) {
                profile.addCpu(event, byCpuTime ? event.getThread("eventThread") : event.getThread("sampledThread"));
            } else if (type.equals(ALLOCATION_SAMPLE)) {
                profile.addAllocation(event);
            }
        }
        return table("CPU time by component", profile.cpuByComponent)
                + table("CPU time by thread", profile.cpuByThread)
                + table("CPU time by method, without what it calls", profile.cpuByMethod)
                + table("bytes by component", profile.bytesByComponent)
                + table("bytes by place of allocation, and the first outside of the JDK", profile.bytesBySite);
    }

    private void addCpu(RecordedEvent event, RecordedThread thread) {
        RecordedStackTrace stack = event.getStackTrace();
        if (stack != null) {
            cpuByComponent.merge(component(stack), 1.0, Double::sum);
            cpuByMethod.merge(site(stack), 1.0, Double::sum);
            cpuByThread.merge(String.valueOf(thread.getJavaName()).replaceAll("\\d+", "N"), 1.0, Double::sum);
        }
    }

    /** A sample stands for all that its thread has allocated since the one before, the first for more than that. */
    private void addAllocation(RecordedEvent event) {
        RecordedStackTrace stack = event.getStackTrace();
        boolean isFirst = threadsWithASample.add(event.getThread().getId());
        if (stack != null && !isFirst) {
            bytesByComponent.merge(component(stack), (double) event.getLong("weight"), Double::sum);
            bytesBySite.merge(site(stack), (double) event.getLong("weight"), Double::sum);
        }
    }

    private static String component(RecordedStackTrace stack) {
        return stack.getFrames().stream()
                .map(Profile::type)
                .flatMap(type -> COMPONENTS.stream().filter(component -> type.startsWith(component.getKey())))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("the JDK and others");
    }

    private static String site(RecordedStackTrace stack) {
        String first = method(stack.getFrames().get(0));
        String caller = stack.getFrames().stream()
                .filter(frame ->
                        COMPONENTS.stream().anyMatch(component -> type(frame).startsWith(component.getKey())))
                .map(Profile::method)
                .findFirst()
                .orElse(first);
        return caller.equals(first) ? first : first + " < " + caller;
    }

    private static String type(RecordedFrame frame) {
        return frame.getMethod().getType().getName();
    }

    private static String method(RecordedFrame frame) {
        return type(frame).replaceFirst("/0x.*", "") + "." + frame.getMethod().getName();
    }

    private static String table(String title, Map<String, Double> shares) {
        double all = shares.values().stream().mapToDouble(Double::doubleValue).sum();
        String rows = shares.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(ROWS)
                .map(share ->
                        String.format(Locale.ROOT, "| %s | %.1f %% |%n", share.getKey(), 100 * share.getValue() / all))
                .collect(Collectors.joining());
        return String.format("%n| %s | share |%n|---|---|%n%s", title, rows);
    }
}
