package dev.sluice.core.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The grammar of texts with places in braces, such as {@code orders.{region}}: literal braces are doubled, and a place
 * reaches to the next closing brace. Stateless.
 */
public final class TextWithPlaces {

    private TextWithPlaces() {}

    /**
     * Takes {@code text} apart.
     *
     * @param literal makes a part of the text between two places, with its braces single
     * @param place makes a part of what is between two braces; throws an IllegalArgumentException whose message is the
     *     rest of a sentence about the place
     * @return the parts in order; no two literals follow each other
     * @throws IllegalArgumentException if a brace has no counterpart, or a place is refused; the message is the rest of
     *     a sentence about the text
     */
    public static <P> List<P> parse(String text, Function<String, P> literal, Function<String, P> place) {
        List<P> parts = new ArrayList<>();
        StringBuilder before = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean brace = c == '{' || c == '}';
            if (brace && at + 1 < text.length() && text.charAt(at + 1) == c) {
                before.append(c);
                at += 2;
            } else if (c == '{') {
                int close = text.indexOf('}', at);
                if (close < 0) {
                    throw new IllegalArgumentException("has a { without a closing }: for a literal brace, write {{");
                }
                addLiteral(parts, before, literal);
                parts.add(inBraces(text.substring(at + 1, close), place));
                at = close + 1;
            } else if (c == '}') {
                throw new IllegalArgumentException("has a } without an opening {: for a literal brace, write }}");
            } else {
                before.append(c);
                at++;
            }
        }
        addLiteral(parts, before, literal);
        return parts;
    }

    private static <P> void addLiteral(List<P> parts, StringBuilder text, Function<String, P> literal) {
        if (!text.isEmpty()) {
            parts.add(literal.apply(text.toString()));
            text.setLength(0);
        }
    }

    private static <P> P inBraces(String text, Function<String, P> place) {
        try {
            return place.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("has {" + text + "} in it, which " + e.getMessage());
        }
    }
}
