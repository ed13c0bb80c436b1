package dev.sluice.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.InvalidEvent;
import java.io.IOException;

/**
 * How JSON text is read everywhere: UTF-8 only, strictly by RFC 8259, with bounded depth and unbounded numbers.
 *
 * <p>Numbers are never converted, so their length costs nothing beyond the text. Thread-safe.
 */
final class JsonText {

    /** Levels of nesting; the 1001st is refused. */
    static final int MAX_DEPTH = 1000;

    private static final JsonFactory SETTINGS = JsonFactory.builder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonText() {}

    /**
     * A parser at the start of {@code json}; byte offsets count from there.
     *
     * <p>Each has a table of names of its own, for about a microsecond. Parsers of one factory share theirs, and names
     * that collide in it, from one hostile text, would make it refuse or fail on the innocent texts that follow.
     *
     * @param json well-formed UTF-8: the parser does not check that itself
     */
    static JsonParser parser(Bytes json) throws IOException {
        return SETTINGS.copy().createParser(json.array(), json.offset(), json.length());
    }

    /** Refuses bytes that are not well-formed UTF-8. */
    static void checkUtf8(Bytes json) {
        if (!Utf8.isValid(json.array(), json.offset(), json.length())) {
            throw InvalidEvent.malformed("the JSON is not well-formed UTF-8");
        }
    }

    /** Whether {@code text} is exactly one JSON value in UTF-8, white space around it allowed. */
    static boolean isValue(Bytes text) {
        if (!Utf8.isValid(text.array(), text.offset(), text.length())) {
            return false;
        }
        try (JsonParser parser = parser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (StreamConstraintsException e) {
            return false;
        } catch (IOException e) {
            return false;
        }
    }
}
