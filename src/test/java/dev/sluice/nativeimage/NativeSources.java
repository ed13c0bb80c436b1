package dev.sluice.nativeimage;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Quarkus hands to {@code native-image}: arguments, the classes of the function, libraries and metadata. */
final class NativeSources {

    private static final String OF_QUARKUS = "META-INF/native-image/";
    private static final String OF_SLUICE = "META-INF/native-image/dev.sluice/sluice/";

    private final Path directory = Path.of(System.getProperty("native.sources"));
    private final ObjectMapper json = new ObjectMapper();
    private final List<JsonNode> reflection =
            List.of(read(OF_QUARKUS + "reflect-config.json"), ours("reflect-config.json"));
    private final List<String> arguments = readArguments();
    private final List<Pattern> included = new ArrayList<>();

    NativeSources() {
        for (JsonNode config : List.of(read(OF_QUARKUS + "resource-config.json"), ours("resource-config.json"))) {
            config.at("/resources/includes")
                    .forEach(include ->
                            included.add(Pattern.compile(include.get("pattern").asText())));
        }
    }

    /** The arguments of {@code native-image}, and those in our own {@code native-image.properties}. */
    List<String> arguments() {
        return arguments;
    }

    private List<String> readArguments() {
        Properties ours = new Properties();
        try {
            ours.load(new StringReader(text(OF_SLUICE + "native-image.properties")));
            return Stream.of(Files.readString(directory.resolve("native-image.args")), ours.getProperty("Args"))
                    .flatMap(line -> Stream.of(line.trim().split("\\s+")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code option=} lists with commas, all of its occurrences together; nothing where it is not given. */
    Set<String> listed(String option) {
        return arguments().stream()
                .filter(argument -> argument.startsWith(option + "="))
                .flatMap(argument ->
                        Stream.of(argument.substring(option.length() + 1).split(",")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The value of {@code option=}, of which the last one counts; empty where it is not given. */
    Optional<String> value(String option) {
        return arguments().stream()
                .filter(argument -> argument.startsWith(option + "="))
                .map(argument -> argument.substring(option.length() + 1))
                .reduce((first, last) -> last);
    }

    /**
     * Whether a switch is on, which {@code +} and {@code -} before its name turn on and off; the last one counts.
     *
     * @param prefix {@code -H:} for the build, {@code -R:} for the executable that it makes
     */
    boolean isOn(String prefix, String name) {
        return arguments().stream()
                .filter(argument -> argument.equals(prefix + "+" + name) || argument.equals(prefix + "-" + name))
                .reduce((first, last) -> last)
                .orElse("")
                .startsWith(prefix + "+");
    }

    /** Whether the static initialiser of a class runs when the executable starts to use it, not at its build. */
    boolean isInitialisedAtRunTime(String className) {
        return listed("--initialize-at-run-time").stream()
                .anyMatch(name -> className.equals(name) || className.startsWith(name + "."));
    }

    /** The JAR files, that of the function and Quarkus' generated classes first. */
    List<Path> jars() throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> runner = Files.list(directory);
                Stream<Path> libraries = Files.list(directory.resolve("lib"))) {
            Stream.concat(runner, libraries)
                    .filter(file -> file.toString().endsWith(".jar"))
                    .forEach(all::add);
        }
        return all;
    }

    /** The JAR file whose name contains {@code name}. */
    Path jar(String name) throws IOException {
        return jars().stream()
                .filter(file -> file.getFileName().toString().contains(name))
                .findFirst()
                .orElseThrow();
    }

    /** Loads the classes that the executable is made of, and no other. */
    URLClassLoader classes() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars()) {
            urls.add(jar.toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /** What is registered for reflection under a class name; nothing where it is not. */
    List<JsonNode> reflection(String className) {
        List<JsonNode> found = new ArrayList<>();
        reflection.forEach(list -> list.forEach(entry -> {
            if (entry.path("name").asText().equals(className)) {
                found.add(entry);
            }
        }));
        return found;
    }

    /** One of our own files of metadata. */
    JsonNode ours(String file) {
        return read(OF_SLUICE + file);
    }

    /** Whether a resource of that name gets into the executable. */
    boolean includes(String resource) {
        return included.stream().anyMatch(pattern -> pattern.matcher(resource).matches());
    }

    /** The text of a resource of the function. */
    String text(String resource) {
        try (URLClassLoader loader = classes();
                InputStream in = loader.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode read(String resource) {
        try {
            return json.readTree(text(resource));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
