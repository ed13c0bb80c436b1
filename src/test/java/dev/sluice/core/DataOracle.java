package dev.sluice.core;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.data.Redaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What is to be found in a document, and what is to be left of it, told from a tree that Jackson read.
 *
 * <p>Goes from place to place and tries every pattern at each: slow, and short enough to be seen to be right.
 */
final class DataOracle {

    private static final JsonFactory JSON = new JsonFactory();

    private final byte[] text;
    private final String secret;
    private final Node top;

    DataOracle(byte[] text, String secret) throws IOException {
        this.text = text;
        this.secret = secret;
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            top = node(parser, null, -1);
            if (parser.nextToken() != null) {
                throw new IOException("more than one value");
            }
        }
    }

    /** A value, where it is, and what holds it: an item starts with the name, where it has one. */
    private record Node(
            JsonToken token,
            @Nullable String name,
            int itemStart,
            int start,
            int end,
            String scalar,
            List<Node> items) {}

    private static Node node(JsonParser parser, @Nullable String name, int nameStart) throws IOException {
        JsonToken token = parser.currentToken();
        int start = (int) parser.currentTokenLocation().getByteOffset();
        String scalar = token.isScalarValue() ? parser.getText() : "";
        List<Node> items = new ArrayList<>();
        if (token == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(node(parser, null, -1));
            }
        } else if (token == JsonToken.START_OBJECT) {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                int itemStart = (int) parser.currentTokenLocation().getByteOffset();
                String itemName = parser.currentName();
                parser.nextToken();
                items.add(node(parser, itemName, itemStart));
            }
        }
        parser.finishToken();
        int end = token.isScalarValue() && token != JsonToken.VALUE_STRING
                ? start + scalar.length()
                : (int) parser.currentLocation().getByteOffset();
        return new Node(token, name, nameStart < 0 ? start : nameStart, start, end, scalar, items);
    }

    /** The document as a tree that can be compared, without white space and with every member in its place. */
    String tree() {
        return tree(top);
    }

    private static String tree(Node node) {
        String items = node.items().stream()
                .map(item -> (item.name() == null ? "" : quoted(item.name()) + ":") + tree(item))
                .collect(Collectors.joining(","));
        return node.token() + (node.token().isScalarValue() ? quoted(node.scalar()) : "(" + items + ")");
    }

    private static String quoted(String characters) {
        return characters.chars().mapToObj(Integer::toHexString).collect(Collectors.joining(" ", "<", ">"));
    }

    /** Thrown where a place is there more than once. */
    static final class Ambiguous extends Exception {

        private static final long serialVersionUID = 1;
    }

    /** The scalar at {@code parts}, null for none. */
    @Nullable
    String text(List<String> parts) throws Ambiguous {
        Node node = wanted(parts);
        return node == null ? null : node.scalar();
    }

    /** The hash of what is there, null for nothing. */
    @Nullable
    String hash(List<String> parts) throws Ambiguous {
        Node node = wanted(parts);
        return node == null ? null : hash(node);
    }

    private @Nullable Node wanted(List<String> parts) throws Ambiguous {
        Node node = top;
        for (String part : parts) {
            List<Node> found = new ArrayList<>();
            for (int i = 0; i < node.items().size(); i++) {
                if (step(node, i).contains(part)) {
                    found.add(node.items().get(i));
                }
            }
            if (found.size() > 1) {
                throw new Ambiguous();
            }
            if (found.isEmpty()) {
                return null;
            }
            node = found.get(0);
        }
        return node.token().isScalarValue() && node.token() != JsonToken.VALUE_NULL ? node : null;
    }

    /** The part that leads to the item at {@code index}. */
    private static List<String> step(Node node, int index) {
        String name = node.items().get(index).name();
        return List.of(name == null ? Integer.toString(index) : name);
    }

    private String hash(Node node) {
        byte[] raw = Arrays.copyOfRange(text, node.start(), node.end());
        if (node.token() == JsonToken.VALUE_STRING
                && StandardCharsets.UTF_8.newEncoder().canEncode(node.scalar())) {
            raw = node.scalar().getBytes(StandardCharsets.UTF_8);
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(raw));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** What is left of the document. */
    final class Redacted {

        private final List<RandomData.Place> patterns;
        private final List<String> gone = new ArrayList<>();
        private final ByteArrayOutputStream left = new ByteArrayOutputStream();
        private final String tree;

        /** The document without what {@code patterns} redact. */
        Redacted(List<RandomData.Place> patterns) {
            this.patterns = patterns;
            copy(0, top.start());
            tree = value(top, new ArrayList<>());
            copy(top.end(), text.length);
        }

        /** Its bytes. */
        byte[] bytes() {
            return left.toByteArray();
        }

        /** Its tree. */
        String tree() {
            return tree;
        }

        /** The scalars that are no longer in it, as they were written, without quotes. */
        List<String> gone() {
            return gone;
        }

        private String value(Node node, List<String> path) {
            Redaction redaction = redaction(path);
            if (redaction != null) {
                forget(node);
                String instead = redaction == Redaction.MASK ? "***" : hash(node);
                left.writeBytes(("\"" + instead + "\"").getBytes(StandardCharsets.US_ASCII));
                return JsonToken.VALUE_STRING + quoted(instead);
            }
            if (node.token().isScalarValue()) {
                copy(node.start(), node.end());
                return DataOracle.tree(node);
            }
            return container(node, path);
        }

        private String container(Node node, List<String> path) {
            List<String> trees = new ArrayList<>();
            copy(node.start(), node.start() + 1);
            int from = node.start() + 1;
            boolean commaToGo = false;
            for (int i = 0; i < node.items().size(); i++) {
                Node item = node.items().get(i);
                List<String> inner = new ArrayList<>(path);
                inner.addAll(step(node, i));
                int comma = i == 0 ? -1 : comma(from);
                if (commaToGo) {
                    from = comma + 1;
                }
                if (redaction(inner) == Redaction.DROP) {
                    forget(item);
                    commaToGo = trees.isEmpty();
                    copy(from, commaToGo ? item.itemStart() : comma);
                } else {
                    commaToGo = false;
                    copy(from, item.start());
                    trees.add((item.name() == null ? "" : quoted(item.name()) + ":") + value(item, inner));
                }
                from = item.end();
            }
            copy(from, node.end());
            return node.token() + "(" + String.join(",", trees) + ")";
        }

        private int comma(int from) {
            int comma = from;
            while (text[comma] != ',') {
                comma++;
            }
            return comma;
        }

        private void forget(Node node) {
            if (node.token() == JsonToken.VALUE_STRING || node.token().isNumeric()) {
                gone.add(node.scalar().replaceAll("[^0-9]*([0-9]{10}).*", "$1"));
            }
            node.items().forEach(this::forget);
        }

        private void copy(int start, int end) {
            left.write(text, start, end - start);
        }

        private @Nullable Redaction redaction(List<String> path) {
            return patterns.stream()
                    .filter(pattern -> matches(pattern.parts(), path))
                    .min(Comparator.<RandomData.Place, Integer>comparing(pattern -> (int)
                                    anys(pattern).chars().filter(c -> c == '*').count())
                            .thenComparing(DataOracle::anys))
                    .map(pattern -> Objects.requireNonNull(pattern.redaction()))
                    .orElse(null);
        }
    }

    private static boolean matches(List<String> pattern, List<String> path) {
        boolean matches = pattern.size() == path.size();
        for (int i = 0; i < path.size() && matches; i++) {
            matches = pattern.get(i).equals(RandomData.ANY) || pattern.get(i).equals(path.get(i));
        }
        return matches;
    }

    /** A text that sorts patterns of one length with names before those with stars, from the left. */
    private static String anys(RandomData.Place pattern) {
        return pattern.parts().stream()
                .map(part -> part.equals(RandomData.ANY) ? "*" : "!")
                .collect(Collectors.joining());
    }
}
