package dev.sluice.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/**
 * The regular expressions of schemas, matched by RE2/J in time that is linear in the text: whatever a sender writes,
 * each character costs at most the size of the pattern. RE2/J has no look-around and no back-references.
 *
 * <p>A match may be anywhere in the text, as JSON Schema requires. Thread-safe. A compiled pattern keeps the memory of
 * as many matches as ever ran at once.
 */
final class Patterns implements RegularExpressionFactory {

    private static final int SHOWN = 80;

    /**
     * Compiles a pattern in the syntax of ECMA-262.
     *
     * @throws IllegalArgumentException if it is malformed or cannot be matched in linear time; the message is the rest
     *     of a sentence about the pattern
     */
    @Override
    public RegularExpression getRegularExpression(String pattern) {
        String translated = PatternTranslation.of(pattern);
        try {
            Pattern compiled = Pattern.compile(translated);
            return text -> compiled.matcher(text).find();
        } catch (PatternSyntaxException e) {
            throw PatternTranslation.malformed(e.getDescription());
        } catch (StackOverflowError e) {
            throw PatternTranslation.malformed("groups nested too deeply");
        }
    }

    /**
     * Compiles every pattern of a schema, even in unused parts.
     *
     * @throws IllegalArgumentException if one cannot be compiled; the message is the rest of a sentence about the
     *     schema and says where
     */
    static void check(JsonNode schema) {
        check(schema, "");
    }

    private static void check(JsonNode schema, String at) {
        JsonNode pattern = schema.get("pattern");
        if (pattern != null && pattern.isTextual()) {
            check(pattern.textValue(), at + "/pattern");
        }
        JsonNode named = schema.get("patternProperties");
        if (named != null && named.isObject()) {
            named.fieldNames().forEachRemaining(name -> check(name, at + "/patternProperties"));
        }
        SchemaReferences.each(schema, at, Patterns::check);
    }

    private static void check(String pattern, String at) {
        try {
            new Patterns().getRegularExpression(pattern);
        } catch (IllegalArgumentException e) {
            String shown = pattern.length() <= SHOWN ? pattern : pattern.substring(0, SHOWN) + "...";
            throw new IllegalArgumentException(
                    "has the pattern '" + shown + "' at " + at + ", which " + e.getMessage(), e);
        }
    }
}
