package dev.sluice.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.json.Utf8;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON text exactly into the validator's tree. Every number is a decimal, and equal numbers are equal however
 * they are written: nothing is rounded, and {@code 1}, {@code 1.0} and {@code 10e-1} are one value.
 *
 * <p>Nothing is recursive, depth and numbers are limited, and a repeated member is refused. No table of names outlives
 * a text, because one sender could fill it and make the texts of all others fail. Stateless.
 */
final class ExactJsonTree {

    /** Levels of nesting, as everywhere in Sluice; the 1001st is refused. */
    static final int MAX_DEPTH = 1000;

    /** The largest number of characters in a number. */
    static final int MAX_NUMBER_LENGTH = 1000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH + 1)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Why a text is refused, in one line that follows "it" or a name, and shows nothing of the text. */
    static final class Unreadable extends Exception {
        Unreadable(String rule) {
            super(rule, null, false, false);
        }
    }

    private ExactJsonTree() {}

    /**
     * Reads the one JSON value of {@code text}.
     *
     * @param text UTF-8, without a byte order mark
     * @param maxMagnitude numbers must be below ten to this power, and no closer to zero than its inverse
     * @throws Unreadable if the text is not well-formed JSON (RFC 8259) or exceeds a limit
     */
    static JsonNode read(Bytes text, int maxMagnitude) throws Unreadable {
        if (!Utf8.isValid(text.array(), text.offset(), text.length())) {
            throw new Unreadable("is not well-formed UTF-8");
        }
        if (text.length() > 0 && text.at(0) == (byte) 0xEF) {
            throw new Unreadable("is not well-formed JSON at byte 0");
        }
        // As characters, because from bytes the parser would guess the encoding.
        try (JsonParser parser = JSON.createParser(text.asUtf8())) {
            return read(parser, maxMagnitude);
        } catch (IOException e) {
            throw new Unreadable("is not well-formed JSON");
        }
    }

    private static JsonNode read(JsonParser parser, int maxMagnitude) throws IOException, Unreadable {
        Deque<ContainerNode<?>> open = new ArrayDeque<>();
        JsonNode root = null;
        String name = null;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token == JsonToken.FIELD_NAME) {
                name = parser.currentName();
                continue;
            }
            if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
                open.pop();
                continue;
            }
            JsonNode value = value(token, parser, maxMagnitude);
            if (!open.isEmpty()) {
                add(open.peek(), name, value);
            } else if (root == null) {
                root = value;
            } else {
                throw new Unreadable("has more than one JSON value");
            }
            if (value instanceof ContainerNode<?> container) {
                if (open.size() == MAX_DEPTH) {
                    throw new Unreadable("is nested deeper than " + MAX_DEPTH + " levels");
                }
                open.push(container);
            }
        }
        if (root == null) {
            throw new Unreadable("has no JSON value");
        }
        return root;
    }

    private static void add(ContainerNode<?> parent, @Nullable String name, JsonNode value) throws Unreadable {
        if (parent instanceof ArrayNode array) {
            array.add(value);
        } else if (((ObjectNode) parent).replace(name, value) != null) {
            throw new Unreadable("has an object with the same member twice");
        }
    }

    private static JsonNode value(JsonToken token, JsonParser parser, int maxMagnitude) throws IOException, Unreadable {
        return switch (token) {
            case START_OBJECT -> NODES.objectNode();
            case START_ARRAY -> NODES.arrayNode();
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> DecimalNode.valueOf(number(parser.getText(), maxMagnitude));
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw new Unreadable("is not well-formed JSON");
        };
    }

    /** The number: an integer if it has no fraction, otherwise without zeros at its end. */
    private static BigDecimal number(String text, int maxMagnitude) throws Unreadable {
        if (text.length() > MAX_NUMBER_LENGTH) {
            throw new Unreadable("has a number of more than " + MAX_NUMBER_LENGTH + " characters");
        }
        BigDecimal number;
        try {
            number = new BigDecimal(text);
        } catch (NumberFormatException e) {
            // the exponent exceeds an int
            throw beyond(maxMagnitude);
        }
        if (number.signum() == 0) {
            return BigDecimal.ZERO;
        }
        long magnitude = (long) number.precision() - number.scale();
        if (magnitude > maxMagnitude || magnitude < -maxMagnitude) {
            throw beyond(maxMagnitude);
        }
        BigDecimal shortest = number.stripTrailingZeros();
        return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }

    private static Unreadable beyond(int maxMagnitude) {
        return new Unreadable("has a number beyond 1e" + maxMagnitude + " or nearer to zero than 1e-" + maxMagnitude);
    }
}
