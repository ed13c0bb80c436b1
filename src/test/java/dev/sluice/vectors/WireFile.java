package dev.sluice.vectors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads {@code vectors/<folder>/*.wire}: many small entries a file, each a name, some settings, and what is sent.
 *
 * <pre>
 * --- a name that says what is odd about it
 * section: RFC 9112, 7.1
 * setting: value
 *
 * what is sent, up to the next entry
 * </pre>
 *
 * <p>In what is sent {@code \r}, {@code \n}, {@code \t} and {@code \xNN} stand for bytes, {@code \\} for a backslash.
 * Stateless.
 */
final class WireFile {

    private static final Path DIRECTORY = Path.of("src", "test", "resources", "vectors");
    private static final String START = "--- ";
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:x([0-9A-Fa-f]{2})|([rnt\\\\]))");

    private WireFile() {}

    /** An entry: its settings by name, and the lines of what is sent, without blank ones at the end. */
    record Entry(String name, Map<String, String> settings, List<String> lines) {

        /** A setting that has to be there. */
        String required(String setting) {
            String value = settings.get(setting);
            if (value == null) {
                throw new IllegalArgumentException(name + " has no " + setting);
            }
            return value;
        }

        /** A setting that is a list with commas; empty where it is not there. */
        List<String> list(String setting) {
            String value = settings.get(setting);
            return value == null ? List.of() : List.of(value.split(", "));
        }
    }

    /** All entries below a folder, in the order of the files' names; settings must be among those named. */
    static Stream<Entry> entries(String folder, List<String> settings) {
        try (Stream<Path> files = Files.list(DIRECTORY.resolve(folder))) {
            return files.sorted().flatMap(file -> read(file, settings).stream()).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Entry> read(Path file, List<String> settings) {
        try {
            String area = file.getFileName().toString().replace(".wire", "");
            Deque<String> lines = new ArrayDeque<>(Files.readAllLines(file, StandardCharsets.US_ASCII));
            List<Entry> entries = new ArrayList<>();
            while (!lines.isEmpty()) {
                entries.add(entry(area, lines, settings));
            }
            return entries;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(String area, Deque<String> lines, List<String> known) {
        String start = lines.remove();
        if (!start.startsWith(START)) {
            throw new IllegalArgumentException("an entry of " + area + " starts with " + START + "NAME: " + start);
        }
        Map<String, String> settings = new HashMap<>();
        for (String line = lines.remove(); !line.isEmpty(); line = lines.remove()) {
            String[] setting = line.split(": ", 2);
            if (setting.length < 2 || !known.contains(setting[0])) {
                throw new IllegalArgumentException(start + " has no setting as this: " + line);
            }
            settings.put(setting[0], setting[1]);
        }
        List<String> sent = new ArrayList<>();
        while (!lines.isEmpty() && !lines.getFirst().startsWith(START)) {
            sent.add(lines.remove());
        }
        while (!sent.isEmpty() && sent.get(sent.size() - 1).isEmpty()) {
            sent.remove(sent.size() - 1);
        }
        return new Entry(area + ": " + start.substring(START.length()), settings, sent);
    }

    /** The alternatives of a setting: {@code 400|501}. */
    static List<String> alternatives(String value) {
        return Arrays.asList(value.split("\\|"));
    }

    /** One character for each byte. */
    static String unescape(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(escape -> Matcher.quoteReplacement(unescaped(escape.group(1), escape.group(2))));
    }

    private static String unescaped(String hex, String letter) {
        if (hex != null) {
            return String.valueOf((char) Integer.parseInt(hex, 16));
        }
        return switch (letter) {
            case "r" -> "\r";
            case "n" -> "\n";
            case "t" -> "\t";
            default -> "\\";
        };
    }
}
