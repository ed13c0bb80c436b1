package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Measures what an event costs the process of the packaged function, against two floors in the same run, and writes the
 * tables to {@code bench.md}.
 *
 * <p>Every scenario is measured several times, in turn with its floors and with the others of its family, and medians
 * are quoted: machines drift.
 */
final class Bench {

    private static final String TABLES = "bench.md";
    private static final int ROUNDS = 3;
    private static final int PAIRS = 50;
    private static final int PAIRS_IN_A_ROUND = 5;
    private static final int STEPS_OF_MEMORY = 10;

    private final Path jar;
    private final Path folder;
    private final Broker broker;
    private final Options options;
    private final Report report = new Report();

    private Bench(Path jar, Path folder, Broker broker, Options options) {
        this.jar = jar;
        this.folder = folder;
        this.broker = broker;
        this.options = options;
    }

    /**
     * Arguments: the path of {@code quarkus-run.jar}, the folder for the tables, {@code all} or what the names of the
     * scenarios start with.
     */
    public static void main(String[] arguments) {
        int exitCode = 1;
        try {
            run(arguments);
            exitCode = 0;
        } catch (Exception e) {
            e.printStackTrace();
        }
        // threads of clients and of the issuer may be left
        System.exit(exitCode);
    }

    private static void run(String[] arguments) throws Exception {
        String wanted = arguments[2].equals("all") ? "" : arguments[2];
        List<Scenario> scenarios = Scenario.all().stream()
                .filter(scenario -> scenario.name().startsWith(wanted))
                .toList();
        boolean withMemory = Scenario.memory().name().startsWith(wanted);
        boolean withStarts = Starts.NAME.startsWith(wanted);
        if (scenarios.isEmpty() && !withMemory && !withStarts) {
            throw new IllegalArgumentException("-Dbench.scenario=" + wanted + " starts the name of none of "
                    + Scenario.all().stream().map(Scenario::name).toList());
        }
        Path target = Path.of(arguments[1]).toAbsolutePath();
        Options options = Options.fromProperties();
        try (Broker broker = new Broker(target.resolve("bench/broker"))) {
            Bench bench = new Bench(Path.of(arguments[0]).toAbsolutePath(), target.resolve("bench"), broker, options);
            bench.run(scenarios);
            if (withMemory) {
                bench.watchMemory(Scenario.memory());
                bench.write();
            }
            if (withStarts) {
                bench.report.addStarts(new Starts(bench.jar, bench.folder, broker, options).run());
                bench.write();
            }
            System.out.println(Files.readString(target.resolve(TABLES)));
        }
    }

    private void run(List<Scenario> scenarios) throws IOException, InterruptedException {
        Map<String, List<Scenario>> families = scenarios.stream()
                .collect(Collectors.groupingBy(Scenario::family, LinkedHashMap::new, Collectors.toList()));
        for (List<Scenario> family : families.values()) {
            if (options.isComparison()) {
                for (Scenario scenario : family) {
                    compare(scenario);
                }
            } else {
                runFamily(family, scenarios.size());
            }
            write();
        }
    }

    private void runFamily(List<Scenario> family, int scenarios) throws IOException, InterruptedException {
        List<Rig> rigs = new ArrayList<>();
        try {
            for (Scenario scenario : family) {
                Rig rig = new Rig(scenario, jar, folder, broker, options);
                rigs.add(rig);
                rig.warmUp();
                record(rig, scenarios);
            }
            measure(rigs);
            for (Rig rig : rigs) {
                stopRecording(rig, scenarios);
            }
        } finally {
            rigs.forEach(Rig::close);
        }
    }

    /** Measures two builds, one with two sets of options, or two scenarios, in turn and without the floors. */
    private void compare(Scenario scenario) throws IOException, InterruptedException {
        Path home = folder.resolve("compared");
        Path otherHome = home.resolve("other");
        Scenario otherScenario = Scenario.named(options.against());
        try (Rig one = new Rig(scenario, jar, home.resolve("this"), broker, options);
                Rig other = otherScenario == null
                        ? new Rig(scenario, Path.of(options.against()), otherHome, broker, options.ofTheOther())
                        : new Rig(otherScenario, jar, otherHome, broker, options)) {
            one.warmUpFunction();
            other.warmUpFunction();
            report.addComparison(scenario, new Comparison(one, other, scenario.events() / PAIRS_IN_A_ROUND, PAIRS));
        }
    }

    /** As far as it has come: a run that is ended early leaves what it has measured. */
    private void write() throws IOException {
        Files.writeString(folder.resolveSibling(TABLES), report.markdown(options));
    }

    private void watchMemory(Scenario scenario) throws IOException, InterruptedException {
        try (Rig rig = new Rig(scenario, jar, folder, broker, options)) {
            for (long step = 1; step <= STEPS_OF_MEMORY; step++) {
                rig.publish(scenario.events());
                report.addResident(step * scenario.events(), rig.function().residentMebibytes());
            }
        }
    }

    private void measure(List<Rig> rigs) throws IOException, InterruptedException {
        Map<Rig, List<Round>> rounds = new HashMap<>();
        for (int i = 0; i < ROUNDS; i++) {
            for (Rig rig : rigs) {
                rounds.computeIfAbsent(rig, any -> new ArrayList<>()).add(rig.measure());
            }
        }
        for (Rig rig : rigs) {
            report.add(rig, rounds.get(rig));
        }
    }

    private void record(Rig rig, int scenarios) throws IOException, InterruptedException {
        if (options.isRecorded()) {
            rig.function()
                    .jcmd(
                            "JFR.start",
                            "name=bench",
                            "settings=profile",
                            "filename=" + options.recordingOf(rig.scenario(), scenarios),
                            "jdk.CPUTimeSample#enabled=true");
        }
    }

    private void stopRecording(Rig rig, int scenarios) throws IOException, InterruptedException {
        if (options.isRecorded()) {
            rig.function().jcmd("JFR.stop", "name=bench");
            report.addProfile(rig, Profile.of(options.recordingOf(rig.scenario(), scenarios)));
        }
    }
}
