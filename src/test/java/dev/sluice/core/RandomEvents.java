package dev.sluice.core;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Extension;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Valid events with odd attributes, and JSON texts with odd white space, numbers and escapes.
 *
 * <p>Everything follows from the generator handed in, so the same seed makes the same event. Not thread-safe.
 */
final class RandomEvents {

    private static final List<String> SOURCES = List.of(
            "/source",
            "#f",
            "?q=a&b=%25",
            "//host/path",
            "urn:uuid:00000000-0000-0000-0000-000000000001",
            "http://[::ffff:192.0.2.1]:80/a;b=c,d?e#f",
            "a/b:c",
            "1-555-123-4567",
            "%E2%82%AC");
    private static final List<String> TIMES = List.of(
            "2024-02-29T23:59:59Z",
            "2024-02-03t04:05:06.000z",
            "2016-12-31T23:59:60Z",
            "0000-01-01T00:00:00.123456789012345678-23:59");
    private static final List<String> SCHEMAS = List.of("urn:s:1", "https://sluice.example/s?v=1#/a%20b");
    private static final List<String> OTHER_TYPES =
            List.of("text/plain", "application/octet-stream", "Text/Xml ;Charset=\"utf-8\"", "application/jsonx");
    private static final List<String> JSON_TYPES =
            List.of("application/json", "Application/JSON; charset=UTF-8", "text/json", "application/vnd.a+json;b=c");
    private static final List<String> NUMBERS = List.of(
            "0", "-0", "1", "-1.50", "1e400", "1E-9999", "123456789012345678901234567890", "0.1234567890123456789");

    private final Random random;

    RandomEvents(Random random) {
        this.random = random;
    }

    /** An event; its JSON data, where it is JSON, has no white space around it. */
    CloudEvent event() {
        CloudEventBuilder event = new CloudEventBuilder()
                .set("specversion", "1.0")
                .set("id", text(1))
                .set("source", oneOf(SOURCES))
                .set("type", text(1));
        sometimes(() -> event.set("subject", text(1)));
        sometimes(() -> event.set("time", oneOf(TIMES)));
        sometimes(() -> event.set("dataschema", oneOf(SCHEMAS)));
        sometimes(() -> event.set("partitionkey", text(1)));
        int extensions = random.nextInt(4) == 0 ? random.nextInt(60) : random.nextInt(4);
        for (int i = 0; i < extensions; i++) {
            String name = i + "x" + text("abcdefghijklmnopqrstuvwxyz0123456789", random.nextInt(40));
            extension(event, name);
        }
        data(event);
        return event.build();
    }

    private void extension(CloudEventBuilder event, String name) {
        switch (random.nextInt(4)) {
            case 0 -> event.set(name, Integer.toString(random.nextInt()), Extension.Type.INTEGER);
            case 1 -> event.set(name, Boolean.toString(random.nextBoolean()), Extension.Type.BOOLEAN);
            default -> event.set(name, text(0));
        }
    }

    private void data(CloudEventBuilder event) {
        switch (random.nextInt(6)) {
            case 0 -> event.data(null);
            case 1 -> event.data(bytes());
            case 2 -> event.set("datacontenttype", oneOf(OTHER_TYPES)).data(bytes());
            case 3 -> event.set("datacontenttype", oneOf(OTHER_TYPES)).data(null);
            case 4 -> event.set("datacontenttype", oneOf(JSON_TYPES)).data(Bytes.utf8("\u0001" + text(0)));
            default -> event.set("datacontenttype", oneOf(JSON_TYPES)).data(Bytes.utf8(json(4)));
        }
    }

    Bytes bytes() {
        byte[] bytes = new byte[random.nextInt(50)];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    /** A text of any characters that attributes may have, at least so many. */
    String text(int atLeast) {
        StringBuilder text = new StringBuilder();
        int length = atLeast + random.nextInt(12);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(codePoint());
        }
        return text.toString();
    }

    private int codePoint() {
        while (true) {
            int codePoint = switch (random.nextInt(6)) {
                case 0 -> "\"\\%+ ;,/'".charAt(random.nextInt(9));
                case 1 -> random.nextInt(0x800);
                case 2 -> random.nextInt(0x10000);
                case 3 -> random.nextInt(0x110000);
                default -> 0x20 + random.nextInt(0x5F);
            };
            boolean control = codePoint < 0x20 || (codePoint >= 0x7F && codePoint < 0xA0);
            boolean surrogate = codePoint >= 0xD800 && codePoint < 0xE000;
            boolean noncharacter = (codePoint & 0xFFFF) >= 0xFFFE || (codePoint >= 0xFDD0 && codePoint <= 0xFDEF);
            if (!control && !surrogate && !noncharacter) {
                return codePoint;
            }
        }
    }

    /** A JSON value without white space around it, at most so many levels deep. */
    String json(int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0 -> oneOf(NUMBERS);
            case 1 -> oneOf(List.of("true", "false", "null"));
            case 2, 3, 4 -> jsonString();
            case 5 -> "[" + blank() + "]";
            case 6 -> "[" + blank() + json(depth - 1) + blank() + "," + blank() + json(depth - 1) + blank() + "]";
            default ->
                "{" + blank() + jsonString() + blank() + ":" + blank() + json(depth - 1) + blank() + "," + jsonString()
                        + ":" + json(depth - 1) + "}";
        };
    }

    private String jsonString() {
        StringBuilder string = new StringBuilder("\"");
        String text = text(0);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' || random.nextInt(8) == 0) {
                string.append(String.format(Locale.ROOT, random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c));
                if (Character.isHighSurrogate(c)) {
                    i++;
                    string.append(String.format(Locale.ROOT, "\\u%04x", (int) text.charAt(i)));
                }
            } else {
                string.append(c);
                if (Character.isHighSurrogate(c)) {
                    i++;
                    string.append(text.charAt(i));
                }
            }
        }
        return string.append(oneOf(List.of("", "\\n", "\\/", "\\\\", "\\\"")))
                .append('"')
                .toString();
    }

    /** White space as JSON has it, often none. */
    String blank() {
        return random.nextInt(3) > 0 ? "" : text(" \t\r\n", 1 + random.nextInt(3));
    }

    private String text(String alphabet, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    <T> T oneOf(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void sometimes(Runnable step) {
        if (random.nextBoolean()) {
            step.run();
        }
    }

    /** The same event as headers would bring it: every attribute a string, no bytes and no data alike. */
    static CloudEvent asHeadersTellIt(CloudEvent event) {
        CloudEventBuilder told = new CloudEventBuilder();
        for (String name :
                List.of("specversion", "id", "source", "type", "subject", "time", "dataschema", "datacontenttype")) {
            @Nullable String value = event.attribute(name);
            if (value != null) {
                told.set(name, value);
            }
        }
        event.extensions().forEach(extension -> told.set(extension.name(), extension.value()));
        Bytes data = event.data();
        return told.data(data == null || data.isEmpty() ? null : data).build();
    }
}
