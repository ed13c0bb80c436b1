package dev.sluice.vectors;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.kafka.ContentMode;
import dev.sluice.vectors.Vector.Expectation;
import dev.sluice.vectors.Vector.Refused;
import dev.sluice.vectors.Vector.Stored;
import dev.sluice.vectors.Vector.Wanted;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the format that {@link Vector} describes, strictly: a line it does not know is an error, never a comment.
 *
 * <p>Reads one file, once; not thread-safe.
 */
final class VectorFile {

    private static final Pattern ESCAPE = Pattern.compile("\\\\x([0-9A-Fa-f]{2})");
    private static final Map<String, String> BINARY =
            Map.of("ce-specversion", "1.0", "ce-id", "1", "ce-source", "/source", "ce-type", "type");
    private static final Map<String, String> STRUCTURED = Map.of("Content-Type", "application/cloudevents+json");

    private final Deque<String> lines;
    private final Map<String, String> base = new LinkedHashMap<>();
    private final List<Map.Entry<String, String>> headers = new ArrayList<>();
    private ContentMode contentMode = ContentMode.BINARY;
    private String bodyEncoding = "text";

    private VectorFile(String text) {
        if (!text.chars().allMatch(c -> c == '\n' || (c >= 0x20 && c < 0x7F))) {
            throw new IllegalArgumentException("there is something else than printable ASCII");
        }
        this.lines = new ArrayDeque<>(Arrays.asList(text.split("\n", -1)));
        if (lines.getLast().isEmpty()) {
            lines.removeLast();
        }
    }

    static Vector parse(String name, String text) {
        return new VectorFile(text).vector(name);
    }

    private Vector vector(String name) {
        String rule = lines.remove();
        if (!rule.endsWith(".") || !lines.remove().startsWith("section: ")) {
            throw new IllegalArgumentException("the file starts with a sentence and its section");
        }
        for (String line = lines.remove(); !line.equals("--- request"); line = lines.remove()) {
            contentMode = ContentMode.valueOf(field(line, "content-mode").toUpperCase(Locale.ROOT));
        }
        readHeaders();
        StringJoiner text = new StringJoiner("\n");
        while (!lines.getFirst().startsWith("--- ")) {
            text.add(lines.remove());
        }
        Bytes body = decode(text.toString(), bodyEncoding);
        String part = lines.remove();
        Expectation expectation = switch (part) {
            case "--- record" -> stored(body);
            case "--- refused" -> refused();
            default -> throw new IllegalArgumentException(part);
        };
        List<Map.Entry<String, String>> all = new ArrayList<>(base.entrySet());
        all.addAll(headers);
        return new Vector(name, rule, contentMode, List.copyOf(all), body, expectation);
    }

    private void readHeaders() {
        while (!lines.getFirst().startsWith("--- ")) {
            String line = lines.remove();
            if (line.isEmpty()) {
                return;
            }
            Map.Entry<String, String> field = field(line);
            switch (field.getKey()) {
                case "base" -> base.putAll(base(field.getValue()));
                case "without" -> removeFromBase(field.getValue());
                case "body" -> bodyEncoding = field.getValue();
                default -> {
                    base.keySet().removeIf(name -> name.equalsIgnoreCase(field.getKey()));
                    headers.add(Map.entry(field.getKey(), unescape(field.getValue())));
                }
            }
        }
    }

    private static Map<String, String> base(String mode) {
        return switch (mode) {
            case "binary" -> BINARY;
            case "structured" -> STRUCTURED;
            default -> throw new IllegalArgumentException("base: " + mode);
        };
    }

    private void removeFromBase(String name) {
        if (base.remove(name) == null) {
            throw new IllegalArgumentException("the base has no " + name);
        }
    }

    private Stored stored(Bytes body) {
        Wanted key = null;
        Wanted value = null;
        boolean onlyThese = false;
        Map<String, Wanted> wanted = new LinkedHashMap<>();
        while (!lines.isEmpty()) {
            Map.Entry<String, String> field = field(lines.remove());
            String text = field.getValue();
            switch (field.getKey()) {
                case "key" -> key = wanted(text, body);
                case "value" -> value = wanted(text, body);
                case "value-hex" -> value = new Wanted(decode(text, "hex"));
                case "headers" -> onlyThese = text.equals("(no others)");
                default -> wanted.put(field.getKey(), wanted(text, body));
            }
        }
        return new Stored(key, wanted, onlyThese, value);
    }

    private static Wanted wanted(String text, Bytes body) {
        return switch (text) {
            case "(null)", "(absent)" -> new Wanted(null);
            case "(empty)" -> new Wanted(Bytes.empty());
            case "(body)" -> new Wanted(body);
            default -> new Wanted(decode(text, "text"));
        };
    }

    private Refused refused() {
        Refusal.Reason reason = Refusal.Reason.valueOf(field(lines.remove(), "reason"));
        @Nullable String attribute = lines.isEmpty() ? null : field(lines.remove(), "attribute");
        if (!lines.isEmpty()) {
            throw new IllegalArgumentException(lines.getFirst());
        }
        return new Refused(reason, attribute);
    }

    private static Map.Entry<String, String> field(String line) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("no field: " + line);
        }
        String value = line.substring(colon + 1);
        return Map.entry(line.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
    }

    private static String field(String line, String name) {
        Map.Entry<String, String> field = field(line);
        if (!field.getKey().equals(name)) {
            throw new IllegalArgumentException("not the field " + name + ": " + line);
        }
        return field.getValue();
    }

    private static Bytes decode(String text, String encoding) {
        return Bytes.of(
                switch (encoding) {
                    case "text" -> unescape(text).getBytes(StandardCharsets.ISO_8859_1);
                    case "hex" -> HexFormat.of().parseHex(text.replaceAll("[ \n]", ""));
                    case "base64" -> Base64.getMimeDecoder().decode(text);
                    default -> throw new IllegalArgumentException("body: " + encoding);
                });
    }

    private static String unescape(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(escape ->
                        Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
    }
}
