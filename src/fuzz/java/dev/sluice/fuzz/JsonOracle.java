package dev.sluice.fuzz;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Another opinion on what JSON is: Jackson's, on characters that the JDK decoded. Stateless. */
final class JsonOracle {

    private JsonOracle() {}

    /** Whether the text is exactly one JSON object in UTF-8. */
    static boolean isObject(byte[] text) {
        return firstToken(text) == JsonToken.START_OBJECT;
    }

    /** Whether the text is exactly one JSON value in UTF-8. */
    static boolean isValue(byte[] text) {
        return firstToken(text) != JsonToken.NOT_AVAILABLE;
    }

    /** What the one value in the text starts with; {@code NOT_AVAILABLE} where it is not one value. */
    private static JsonToken firstToken(byte[] text) {
        String characters;
        try {
            characters = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
        } catch (CharacterCodingException e) {
            return JsonToken.NOT_AVAILABLE;
        }
        JsonFactory factory = JsonFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNumberLength(Integer.MAX_VALUE)
                        .build())
                .build();
        try (JsonParser parser = factory.createParser(characters)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return JsonToken.NOT_AVAILABLE;
            }
            parser.skipChildren();
            return parser.nextToken() == null ? first : JsonToken.NOT_AVAILABLE;
        } catch (IOException e) {
            return JsonToken.NOT_AVAILABLE;
        }
    }
}
