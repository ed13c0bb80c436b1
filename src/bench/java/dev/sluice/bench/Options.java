package dev.sluice.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the function is started with beside what a scenario asks for, from the properties that {@code mvn -Pbench}
 * takes.
 *
 * @param jvm {@code bench.jvm}: options of the JVM, system properties among them, with spaces between them
 * @param environment {@code bench.env}: variables as {@code NAME=value}, with spaces between them
 * @param recording {@code bench.jfr}: the file that the flight recording of the measured rounds is written to; empty
 *     for none
 * @param against {@code bench.against}: the {@code quarkus-run.jar} that the function is compared with, started without
 *     {@code bench.jvm} and {@code bench.env}, or the name of the scenario that others are compared with, of the same
 *     build and with the same options; empty for none
 */
record Options(List<String> jvm, Map<String, String> environment, String recording, String against) {

    /** As the image has it, but for the heap, of which it takes a part of the memory limit. */
    private static final List<String> OF_THE_IMAGE = List.of(
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:NewRatio=4",
            "-XX:Tier4InvocationThreshold=20000",
            "-XX:Tier4MinInvocationThreshold=5000",
            "-XX:Tier4CompileThreshold=60000",
            "-XX:Tier4BackEdgeThreshold=200000");

    private static final Map<String, String> ENVIRONMENT_OF_THE_IMAGE = Map.of("MALLOC_ARENA_MAX", "1");

    static Options fromProperties() {
        Map<String, String> environment = new LinkedHashMap<>(ENVIRONMENT_OF_THE_IMAGE);
        for (String variable : words("bench.env")) {
            int equals = variable.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("-Dbench.env: write NAME=value, not " + variable);
            }
            environment.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        List<String> jvm = new ArrayList<>(OF_THE_IMAGE);
        jvm.addAll(words("bench.jvm"));
        return new Options(
                jvm, environment, System.getProperty("bench.jfr", ""), System.getProperty("bench.against", ""));
    }

    /** How the other is started in a comparison. */
    Options ofTheOther() {
        return new Options(OF_THE_IMAGE, ENVIRONMENT_OF_THE_IMAGE, recording, against);
    }

    boolean isComparison() {
        return !against.isEmpty();
    }

    private static List<String> words(String property) {
        return Arrays.stream(System.getProperty(property, "").split(" "))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    boolean isRecorded() {
        return !recording.isEmpty();
    }

    /** The file for the recording of one scenario of {@code scenarios}. */
    Path recordingOf(Scenario scenario, int scenarios) {
        String file = scenarios == 1 ? recording : recording.replaceFirst("(\\.jfr)?$", "-" + scenario.name() + "$1");
        return Path.of(file).toAbsolutePath();
    }
}
