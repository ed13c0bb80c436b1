package dev.sluice.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.reader.UnicodeReader;

/**
 * The YAML files that keys are read from, where the framework looks for them: {@code config/application.yaml} or
 * {@code .yml} in the directory that the process is started in, the same of the active profile, and what
 * {@code quarkus.config.locations} names.
 *
 * <p>To be looked at before the framework reads them, which answers a file that it cannot read with a stack trace.
 * Costs a parse of each file. Stateless.
 */
public final class ConfigFiles {

    private static final List<String> ENDINGS = List.of(".yaml", ".yml");
    private static final List<String> LOCATIONS = List.of("quarkus.config.locations", "smallrye.config.locations");
    private static final List<String> PROFILES =
            List.of("quarkus.profile", "smallrye.config.profile", "mp.config.profile");

    private ConfigFiles() {}

    /** Everything that keeps the files of this process from being read as keys, one line each; none shows a value. */
    public static List<String> problems() {
        return problems(Path.of(""), ConfigFiles::setting);
    }

    private static @Nullable String setting(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            value = System.getenv(property);
        }
        return value == null ? System.getenv(property.replaceAll("\\W", "_").toUpperCase(Locale.ROOT)) : value;
    }

    /**
     * As {@link #problems()}, of a process that is started in {@code directory}.
     *
     * @param settings the properties that name a profile or other places; null for one that is not set
     */
    static List<String> problems(Path directory, Function<String, @Nullable String> settings) {
        List<String> problems = new ArrayList<>();
        SelfReferences references = new SelfReferences();
        for (Path file : files(directory, settings)) {
            String name = (file.startsWith(directory) ? directory.relativize(file) : file).toString();
            try {
                String text = text(file);
                List<String> ofThis = YamlFile.problems(name, text);
                if (ofThis.isEmpty()) {
                    references.add(name, text);
                }
                problems.addAll(ofThis);
            } catch (IOException e) {
                problems.add(name + " cannot be read as text in UTF-8 ("
                        + e.getClass().getSimpleName() + "): check its encoding, and that this process may read it");
            }
        }
        if (problems.isEmpty()) {
            problems.addAll(references.problems(settings));
        }
        return problems;
    }

    /** What this process has nothing from: no file and no variable; null if it has something. */
    public static @Nullable String nothing(Config all) {
        boolean hasVariables = FileKeys.variables(all).stream().anyMatch(name -> name.startsWith("SLUICE_"));
        return hasVariables ? null : nothing(Path.of(""), ConfigFiles::setting);
    }

    /** As the other one, of a process without variables that is started in {@code directory}. */
    static @Nullable String nothing(Path directory, Function<String, @Nullable String> settings) {
        List<Path> places = new ArrayList<>(places(directory, settings));
        places.add(directory.resolve("config").resolve("application.properties"));
        if (places.stream().anyMatch(Files::isRegularFile)
                || !first(LOCATIONS, settings, "").isEmpty()) {
            return null;
        }
        return "nothing is configured: no variable begins with SLUICE_, and in "
                + directory.toAbsolutePath().normalize() + " there is none of "
                + places.stream()
                        .map(place -> directory.relativize(place).toString())
                        .collect(Collectors.joining(", "));
    }

    private static List<Path> files(Path directory, Function<String, @Nullable String> settings) {
        List<Path> files = places(directory, settings);
        for (String location : first(LOCATIONS, settings, "").split(",", -1)) {
            files.addAll(at(location.strip(), directory));
        }
        files.removeIf(file -> !Files.isRegularFile(file));
        return files;
    }

    /** Where files may be that nobody names. */
    private static List<Path> places(Path directory, Function<String, @Nullable String> settings) {
        List<String> names = new ArrayList<>(List.of("application"));
        Stream.of(first(PROFILES, settings, "prod").split(",", -1))
                .forEach(profile -> names.add("application-" + profile.strip()));
        List<Path> places = new ArrayList<>();
        for (String name : names) {
            for (String ending : ENDINGS) {
                places.add(directory.resolve("config").resolve(name + ending));
            }
        }
        return places;
    }

    private static String first(List<String> properties, Function<String, @Nullable String> settings, String other) {
        for (String property : properties) {
            String value = settings.apply(property);
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return other;
    }

    /** The YAML files at a location: a file, or those in a directory. The framework reports one that is not there. */
    private static List<Path> at(String location, Path directory) {
        if (location.isEmpty()) {
            return List.of();
        }
        try {
            Path path = location.startsWith("file:") ? Path.of(URI.create(location)) : directory.resolve(location);
            if (!Files.isDirectory(path)) {
                return isYaml(path) ? List.of(path) : List.of();
            }
            List<Path> files = new ArrayList<>();
            try (DirectoryStream<Path> all = Files.newDirectoryStream(path, ConfigFiles::isYaml)) {
                all.forEach(files::add);
            }
            return files;
        } catch (IllegalArgumentException | IOException e) {
            return List.of();
        }
    }

    private static boolean isYaml(Path path) {
        return ENDINGS.stream().anyMatch(path.toString()::endsWith);
    }

    /** The text, in the encoding that the framework reads it in. */
    private static String text(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file);
                UnicodeReader characters = new UnicodeReader(bytes)) {
            StringWriter text = new StringWriter();
            characters.transferTo(text);
            return text.toString();
        }
    }
}
