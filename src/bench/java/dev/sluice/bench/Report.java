package dev.sluice.bench;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The tables of a run, in Markdown: medians of the rounds, and ratios of each round against its floors. */
final class Report {

    private static final String COMPARISON = """
            | scenario | CPU per event | the other's | ratio of a pair | half of the pairs | allocated per event | the other's |
            |---|---|---|---|---|---|---|
            """;

    private final StringBuilder cpu = new StringBuilder("""
            | scenario | CPU per event | the server alone | the producer alone | ratio to both | events/s | p50 | p99 | p999 |
            |---|---|---|---|---|---|---|---|---|
            """);
    private final StringBuilder memory = new StringBuilder("""
            | scenario | allocated per event | the server alone | the producer alone | resident | at its peak |
            |---|---|---|---|---|---|
            """);
    private final StringBuilder comparisons = new StringBuilder();
    private final StringBuilder growth = new StringBuilder();
    private final StringBuilder starts = new StringBuilder();
    private final StringBuilder profiles = new StringBuilder();

    /** Adds the row of a scenario, in both tables, and prints it, since the others may take a while. */
    void add(Rig rig, List<Round> rounds) throws IOException {
        String name = rig.scenario().name();
        String row = String.format(
                Locale.ROOT,
                "| %s | %.1f µs | %.1f µs | %.1f µs | %.2f | %,.0f | %.1f ms | %.1f ms | %.1f ms |%n",
                name,
                median(rounds, Round::cpu),
                median(rounds, Round::serverCpu),
                median(rounds, Round::producerCpu),
                median(rounds, Round::ratio),
                median(rounds, Round::eventsPerSecond),
                median(rounds, round -> round.result().percentile(0.5)),
                median(rounds, round -> round.result().percentile(0.99)),
                median(rounds, round -> round.result().percentile(0.999)));
        System.out.print(row);
        cpu.append(row);
        memory.append(String.format(
                Locale.ROOT,
                "| %s | %,.0f B | %,.0f B | %,.0f B | %d MiB | %d MiB |%n",
                name,
                median(rounds, Round::bytes),
                median(rounds, Round::serverBytes),
                median(rounds, Round::producerBytes),
                rig.function().residentMebibytes(),
                rig.function().peakMebibytes()));
    }

    /** Adds how much memory is resident after so many events. */
    void addResident(long events, long mebibytes) {
        growth.append(String.format(Locale.ROOT, "| %,d | %d MiB |%n", events, mebibytes));
    }

    /** Adds the table of starts. */
    void addStarts(String table) {
        starts.append(table);
    }

    /** Adds what a recording of a scenario's function has shown. */
    void addProfile(Rig rig, String tables) {
        profiles.append("\nThe profile of ")
                .append(rig.scenario().name())
                .append(":\n")
                .append(tables);
    }

    /** Adds the row of a comparison, and prints it. */
    void addComparison(Scenario scenario, Comparison comparison) {
        String row = String.format(
                Locale.ROOT,
                "| %s | %.1f µs | %.1f µs | %.3f | %.3f to %.3f | %,.0f B | %,.0f B |%n",
                scenario.name(),
                comparison.micros(),
                comparison.othersMicros(),
                comparison.ratio(0.5),
                comparison.ratio(0.25),
                comparison.ratio(0.75),
                comparison.bytes(),
                comparison.othersBytes());
        System.out.print(row);
        comparisons.append(row);
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
        return rounds.stream().mapToDouble(value).sorted().toArray()[rounds.size() / 2];
    }

    /** All of it. */
    String markdown(Options options) {
        String head = String.format(
                Locale.ROOT,
                "%s, JDK %s, %d processors, acks=all, %d partitions, function and server with %s%s%n%n",
                LocalDate.now(ZoneId.systemDefault()),
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                Workload.PARTITIONS,
                String.join(" ", options.jvm()),
                options.environment().isEmpty() ? "" : " and " + options.environment());
        if (!comparisons.isEmpty()) {
            return head + COMPARISON + comparisons;
        }
        String end = growth.isEmpty() ? "" : "\n| events | resident |\n|---|---|\n" + growth;
        return head + cpu + "\n" + memory + end + starts + profiles;
    }
}
