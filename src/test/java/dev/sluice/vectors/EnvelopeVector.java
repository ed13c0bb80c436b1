package dev.sluice.vectors;

import dev.sluice.core.event.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One rule on the words of a sender as an example: a request, and the events or the refusal that it must give.
 *
 * <p>Each is a file {@code envelopes/<kind>-<slug>.txt} in UTF-8, of two parts or more.
 *
 * <pre>
 * The rule, as a sentence in the present tense.
 * --- request
 * kind: sns                             (what reads it; the other lines are headers)
 * Content-Type: text/plain
 *
 * the body, up to the next part; its last line break does not count
 * --- event                             (as often as there are events)
 * id: 1                                 (all attributes but specversion, in any order)
 * data: the rest of the line            (or nothing, if the event has no data)
 * --- refused                           (instead of events)
 * reason: MALFORMED
 * attribute: id                         (where one is at fault)
 * says: unchanged                       (a part of the message)
 * </pre>
 *
 * @param events the attributes of each event, and its data, by name; none if the request is refused
 * @param refusal what is said of the refusal, by name; empty if there is none
 */
public record EnvelopeVector(
        String name,
        String kind,
        List<Map.Entry<String, String>> headers,
        Bytes body,
        List<Map<String, String>> events,
        Map<String, String> refusal) {

    private static final Path DIRECTORY = Path.of("src", "test", "resources", "envelopes");

    /** All of them, by name. */
    public static Stream<EnvelopeVector> all() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.sorted().map(EnvelopeVector::read).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EnvelopeVector read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String[] parts = text.split("(?m)^--- ");
        String[] request = parts[1].split("\n\n", 2);
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        String kind = "";
        for (String line : request[0].split("\n")) {
            String[] header = line.split(": ", 2);
            if (header[0].equals("kind")) {
                kind = header[1];
            } else if (header.length == 2) {
                byte[] value = header[1].getBytes(StandardCharsets.UTF_8);
                headers.add(Map.entry(header[0], new String(value, StandardCharsets.ISO_8859_1)));
            }
        }
        String body = request.length == 2 ? request[1].substring(0, request[1].length() - 1) : "";
        List<Map<String, String>> events = new ArrayList<>();
        Map<String, String> refusal = Map.of();
        for (int i = 2; i < parts.length; i++) {
            if (parts[i].startsWith("event\n")) {
                events.add(fields(parts[i]));
            } else {
                refusal = fields(parts[i]);
            }
        }
        String name = file.getFileName().toString();
        return new EnvelopeVector(name, kind, headers, Bytes.utf8(body), events, refusal);
    }

    private static Map<String, String> fields(String part) {
        Map<String, String> fields = new LinkedHashMap<>();
        part.lines().skip(1).filter(line -> !line.isEmpty()).forEach(line -> {
            String[] field = line.split(": ", 2);
            fields.put(field[0], field[1]);
        });
        return fields;
    }

    @Override
    public String toString() {
        return name;
    }
}
