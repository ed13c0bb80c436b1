package dev.sluice.vectors;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A request in HTTP/2 as lists of fields, and what has to be answered to it: {@code vectors/http2}, in the format of
 * {@link WireFile}. Immutable.
 *
 * <p>What is sent are lines in any order but that of the fields, which stays:
 *
 * <pre>
 * request POST /             (the four pseudo-header fields of an ordinary request)
 * event a                    (the four required fields of an event with the id a)
 * "name": "value"            (a field)
 * data "x"                   (a DATA frame; without one, the fields end the stream)
 * trailer "name": "value"
 * </pre>
 *
 * @param name area and what is odd about it
 * @param answers what may come: a status, or {@code RST(n)} for the end of the stream with an error
 * @param stored the ids of the events that are stored, in order
 * @param fields one character for each byte
 * @param data in the order in which they are sent
 * @param trailers none where there are none
 */
public record FieldVector(
        String name,
        List<String> answers,
        List<String> stored,
        List<Map.Entry<String, String>> fields,
        List<String> data,
        List<Map.Entry<String, String>> trailers) {

    private static final Pattern FIELD = Pattern.compile("(trailer )?\"(.*?)\": \"(.*)\"");
    private static final Pattern OTHER = Pattern.compile("(request|event|data) (.*)");

    /** Every vector, in the order of the files and of the entries in them. */
    public static Stream<FieldVector> all() {
        return WireFile.entries("http2", List.of("section", "answer", "stored")).map(FieldVector::of);
    }

    private static FieldVector of(WireFile.Entry entry) {
        entry.required("section");
        FieldVector vector = new FieldVector(
                entry.name(),
                WireFile.alternatives(entry.required("answer")),
                entry.list("stored"),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
        entry.lines().forEach(vector::add);
        return vector;
    }

    private void add(String line) {
        Matcher field = FIELD.matcher(line);
        Matcher other = OTHER.matcher(line);
        if (field.matches()) {
            (field.group(1) == null ? fields : trailers)
                    .add(Map.entry(WireFile.unescape(field.group(2)), WireFile.unescape(field.group(3))));
        } else if (other.matches()) {
            String rest = other.group(2);
            switch (other.group(1)) {
                case "request" -> fields.addAll(request(rest.split(" ", 2)));
                case "event" -> fields.addAll(event(rest));
                default -> data.add(WireFile.unescape(rest.substring(1, rest.length() - 1)));
            }
        } else {
            throw new IllegalArgumentException(name + " has no line as this: " + line);
        }
    }

    private static List<Map.Entry<String, String>> request(String[] methodAndPath) {
        return List.of(
                Map.entry(":method", methodAndPath[0]),
                Map.entry(":scheme", "http"),
                Map.entry(":path", methodAndPath[1]),
                Map.entry(":authority", "h"));
    }

    private static List<Map.Entry<String, String>> event(String id) {
        return List.of(
                Map.entry("ce-specversion", "1.0"),
                Map.entry("ce-id", id),
                Map.entry("ce-source", "/wire"),
                Map.entry("ce-type", "t"));
    }

    /** The fields of a whole and valid request with an event of this id. */
    public static List<Map.Entry<String, String>> whole(String id) {
        List<Map.Entry<String, String>> fields = new ArrayList<>(request(new String[] {"POST", "/"}));
        fields.addAll(event(id));
        return fields;
    }

    /** The file that it is in. */
    public String area() {
        return name.substring(0, name.indexOf(':'));
    }

    @Override
    public String toString() {
        return name;
    }
}
