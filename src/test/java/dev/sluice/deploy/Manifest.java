package dev.sluice.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * One document in YAML.
 *
 * @param place where it is from, for the message of a test
 */
record Manifest(String place, JsonNode content) {

    static final Path DEPLOY = Path.of("deploy");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Every file below {@code deploy}. */
    static List<Path> files() {
        try (Stream<Path> files = Files.walk(DEPLOY)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every document of the YAML files that {@code path}, a file or a folder, is or holds. */
    static List<Manifest> in(Path path) {
        List<Manifest> manifests = new ArrayList<>();
        for (Path file : files()) {
            if (file.startsWith(path) && file.toString().endsWith(".yaml")) {
                manifests.addAll(parse(file.toString(), text(file)));
            }
        }
        return manifests;
    }

    /** Every document of a text; a key that is there twice is refused. */
    static List<Manifest> parse(String place, String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<Manifest> manifests = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(options)).loadAll(yaml)) {
            manifests.add(new Manifest(place, JSON.valueToTree(document)));
        }
        return manifests;
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code apiVersion} and {@code kind}, such as {@code apps/v1 Deployment}; empty where it is no resource. */
    String type() {
        return content.has("kind") ? text("/apiVersion") + " " + text("/kind") : "";
    }

    String name() {
        return text("/metadata/name");
    }

    /** What a JSON Pointer leads to; a missing node where there is nothing. */
    JsonNode at(String pointer) {
        return content.at(pointer);
    }

    /** The text that a JSON Pointer leads to; empty where there is none. */
    String text(String pointer) {
        return at(pointer).asText();
    }

    @Override
    public String toString() {
        return place + (type().isEmpty() ? "" : " " + content.path("kind").asText() + " " + name());
    }
}
