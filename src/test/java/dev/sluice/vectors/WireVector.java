package dev.sluice.vectors;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Bytes as they may come on a connection of HTTP/1.1, and what has to be answered to them: {@code vectors/http1}, in
 * the format of {@link WireFile}. Immutable.
 *
 * <p>The line breaks of the file do not count. <code>{event a}</code> stands for the four required headers of an event
 * with the id {@code a}, <code>{post a}</code> for these behind a request line and a Host, <code>{whole a}</code> for a
 * whole request with that event and <code>{x*20000}</code> for so many of the letter x.
 *
 * @param name area and what is odd about it
 * @param answers the statuses of the answers, in order, each with its alternatives
 * @param then what becomes of the connection
 * @param stored the ids of the events that are stored, in order
 * @param pages how many of the answers are pages of the framework
 * @param bytes what is sent, one character for each byte
 */
public record WireVector(
        String name, List<List<String>> answers, Then then, List<String> stored, int pages, String bytes) {

    /** What becomes of a connection after the last answer. */
    public enum Then {
        /** It is closed, and what was sent behind is not looked at. */
        CLOSED,
        /** The next request is answered. */
        OPEN,
        /** Either. */
        ANY
    }

    private static final Pattern EVENT = Pattern.compile("\\{(event|post|whole) ([a-z]+)}");
    private static final Pattern MANY = Pattern.compile("\\{([a-z])\\*(\\d+)}");

    /** Every vector, in the order of the files and of the entries in them. */
    public static Stream<WireVector> all() {
        return WireFile.entries("http1", List.of("section", "answers", "then", "stored", "pages"))
                .map(WireVector::of);
    }

    private static WireVector of(WireFile.Entry entry) {
        entry.required("section");
        List<List<String>> answers =
                entry.list("answers").stream().map(WireFile::alternatives).toList();
        return new WireVector(
                entry.name(),
                answers,
                Then.valueOf(entry.required("then").toUpperCase(Locale.ROOT)),
                entry.list("stored"),
                Integer.parseInt(entry.settings().getOrDefault("pages", "0")),
                expand(entry.lines().stream().map(WireFile::unescape).collect(Collectors.joining())));
    }

    private static String expand(String text) {
        String events = EVENT.matcher(text)
                .replaceAll(macro -> Matcher.quoteReplacement(
                        switch (macro.group(1)) {
                            case "event" -> headers(macro.group(2));
                            case "post" -> post(macro.group(2));
                            default -> whole(macro.group(2));
                        }));
        return MANY.matcher(events).replaceAll(macro -> macro.group(1).repeat(Integer.parseInt(macro.group(2))));
    }

    private static String headers(String id) {
        return "ce-specversion: 1.0\r\nce-id: " + id + "\r\nce-source: /wire\r\nce-type: t\r\n";
    }

    private static String post(String id) {
        return "POST / HTTP/1.1\r\nHost: h\r\n" + headers(id);
    }

    /** A whole and valid request with an event of this id. */
    public static String whole(String id) {
        return post(id) + "Content-Length: 1\r\n\r\nx";
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
