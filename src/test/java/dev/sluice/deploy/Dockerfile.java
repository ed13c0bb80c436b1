package dev.sluice.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The instructions of one of the files in {@code src/main/docker}, those of all its stages one after the other. */
record Dockerfile(String name, String text, List<Instruction> instructions) {

    private static final Path FOLDER = Path.of("src/main/docker");
    private static final Pattern CONTINUED = Pattern.compile("\\\\\n\\s*");
    private static final Pattern INSTRUCTION = Pattern.compile("([A-Z]+)\\s+(.*)");
    private static final Pattern HEAP = Pattern.compile("-XX:MaxRAMPercentage=(\\d+)");

    record Instruction(String word, String rest) {

        /** The command of an instruction in exec form; anything else is an error. */
        List<String> command() {
            try {
                return List.of(new ObjectMapper().readValue(rest, String[].class));
            } catch (JsonProcessingException e) {
                throw new AssertionError(word + " is not in exec form, and there may be no shell: " + rest, e);
            }
        }
    }

    static Dockerfile jvm() {
        return read("Dockerfile.jvm");
    }

    static Dockerfile nativeExecutable() {
        return read("Dockerfile.native");
    }

    static Dockerfile read(String name) {
        String text = Manifest.text(FOLDER.resolve(name));
        return new Dockerfile(
                name,
                text,
                CONTINUED
                        .matcher(text)
                        .replaceAll("")
                        .lines()
                        .filter(line -> !line.startsWith("#") && !line.isBlank())
                        .map(INSTRUCTION::matcher)
                        .filter(Matcher::matches)
                        .map(line -> new Instruction(line.group(1), line.group(2)))
                        .toList());
    }

    List<Instruction> all(String word) {
        return instructions.stream()
                .filter(instruction -> instruction.word().equals(word))
                .toList();
    }

    /** The last instruction of its kind, which is the one in force. */
    String last(String word) {
        List<Instruction> all = all(word);
        return all.get(all.size() - 1).rest();
    }

    /** Where in the instructions the stage begins that is the image. */
    int startOfTheLastStage() {
        List<Instruction> stages = all("FROM");
        return instructions.lastIndexOf(stages.get(stages.size() - 1));
    }

    /** Who runs the image: said in its stage, or in the one that it stands on. */
    Optional<String> userOfTheLastStage() {
        String base = last("FROM");
        boolean inherits = all("FROM").stream().anyMatch(from -> from.rest().endsWith(" AS " + base));
        return instructions.subList(inherits ? 0 : startOfTheLastStage(), instructions.size()).stream()
                .filter(instruction -> instruction.word().equals("USER"))
                .map(Instruction::rest)
                .findFirst();
    }

    /** What is copied from where the image is built, as it is written. */
    List<String> fromTheContext() {
        return fromOutside().map(Copy::from).toList();
    }

    /** Copies from the build's output, in their order. */
    List<Copy> copies() {
        return fromOutside().filter(copy -> copy.from().startsWith("target/")).toList();
    }

    private Stream<Copy> fromOutside() {
        return all("COPY").stream()
                .map(copy -> copy.rest().replaceFirst("--chmod=\\d+ ", "").split(" "))
                .filter(words -> !words[0].startsWith("--from="))
                .map(words -> new Copy(words[0], words[1]));
    }

    /** A copy from the build's output to a place below {@link #directory}. */
    record Copy(String from, String to) {}

    List<String> entryPoint() {
        List<Instruction> all = all("ENTRYPOINT");
        return all.get(all.size() - 1).command();
    }

    /** The run that writes the archive of classes. */
    List<String> training() {
        List<Instruction> all = all("RUN");
        return all.get(all.size() - 1).command();
    }

    String directory() {
        return last("WORKDIR");
    }

    int port() {
        return Integer.parseInt(last("EXPOSE"));
    }

    /** How much of the memory limit the heap takes. */
    int heapPercent() {
        return entryPoint().stream()
                .map(HEAP::matcher)
                .filter(Matcher::matches)
                .mapToInt(option -> Integer.parseInt(option.group(1)))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String toString() {
        return name;
    }
}
