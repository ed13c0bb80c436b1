package dev.sluice.core.envelope;

import dev.sluice.core.data.JsonPointer;
import dev.sluice.core.data.Printable;
import dev.sluice.core.mapping.PointerSlots;
import dev.sluice.core.mapping.TextWithPlaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a request of a web hook yields a text: the first of several alternatives of which every place has a value.
 *
 * <p>An alternative is a text with places in braces: {@code {header:Name}}, {@code {/pointer}} into the element,
 * {@code {body:/pointer}} into the body, and {@code {sha256}} of the element. {@code {/pointer before x}} is what
 * stands before the last {@code x} in the value, or all of it. Immutable, thread-safe.
 */
final class WebhookRecipe {

    private static final String HEADER = "header:";
    private static final String BODY = "body:";
    private static final String SHA256 = "sha256";
    private static final String BEFORE = " before ";
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final int TEXT_SHOWN = 120;

    private final List<List<Part>> alternatives;
    private final String shown;

    private WebhookRecipe(List<List<Part>> alternatives, String shown) {
        this.alternatives = List.copyOf(alternatives);
        this.shown = shown;
    }

    private sealed interface Part permits Text, Header, Value, Digest {}

    private record Text(String text) implements Part {}

    /** A header, by its place among those that recipes read. */
    private record Header(int index, @Nullable String before) implements Part {}

    private record Value(boolean ofBody, int slot, @Nullable String before) implements Part {}

    private record Digest() implements Part {}

    /**
     * What the recipes of one sender read, each once. Filled while recipes are parsed, by one thread.
     *
     * @param headers names in lower case
     * @param element the pointers into the element
     * @param body the pointers into the body; the same as {@code element} if the body is the only element
     */
    record Reads(List<String> headers, PointerSlots element, PointerSlots body) {

        private int header(String name) {
            String lower = name.toLowerCase(Locale.ROOT);
            int index = headers.indexOf(lower);
            if (index < 0) {
                index = headers.size();
                headers.add(lower);
            }
            return index;
        }
    }

    /** The values of one request, or of one of its elements. */
    interface Values {

        /** The header at {@code index} of {@link Reads#headers}; null for none, or an empty one. */
        @Nullable
        String header(int index);

        /** The string, number or boolean in {@code slot} of the body or of the element; null for anything else. */
        @Nullable
        String value(boolean ofBody, int slot);

        /** SHA-256 of the element, in hex. */
        String sha256();
    }

    /**
     * Parses the alternatives of a recipe.
     *
     * @param reads gets what the alternatives read
     * @param onWrong gets each alternative that cannot be parsed, with the rest of a sentence about it
     */
    static WebhookRecipe parse(List<String> texts, Reads reads, Wrong onWrong) {
        List<List<Part>> alternatives = new ArrayList<>(texts.size());
        for (String text : texts) {
            try {
                alternatives.add(
                        List.copyOf(TextWithPlaces.<Part>parse(text, Text::new, place -> place(place, reads))));
            } catch (IllegalArgumentException e) {
                onWrong.refuse(text, String.valueOf(e.getMessage()));
            }
        }
        return new WebhookRecipe(alternatives, Printable.of(String.join(", ", texts), TEXT_SHOWN));
    }

    /** Gets what cannot be parsed. */
    interface Wrong {

        /** The alternative {@code text} is wrong; {@code reason} is the rest of a sentence that starts with it. */
        void refuse(String text, String reason);
    }

    private static Part place(String place, Reads reads) {
        int cut = place.lastIndexOf(BEFORE);
        String what = cut < 0 ? place : place.substring(0, cut);
        String before = cut < 0 ? null : place.substring(cut + BEFORE.length());
        if (before != null && before.isEmpty()) {
            throw new IllegalArgumentException("says before what to stop with nothing: write {/pointer before x}");
        }
        if (what.startsWith("/")) {
            return new Value(false, reads.element.add(JsonPointer.parse(what)), before);
        }
        if (what.startsWith(BODY + "/")) {
            return new Value(true, reads.body.add(JsonPointer.parse(what.substring(BODY.length()))), before);
        }
        if (what.startsWith(HEADER)) {
            String name = what.substring(HEADER.length());
            if (!HEADER_NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("names no header: write {header:X-Request-Id}");
            }
            return new Header(reads.header(name), before);
        }
        if (place.equals(SHA256)) {
            return new Digest();
        }
        throw new IllegalArgumentException("is none of {header:Name}, {/pointer}, {body:/pointer} and {sha256}");
    }

    /** Whether the first alternative with a value can be told from the headers alone. */
    boolean needsHeadersOnly() {
        return alternatives.stream()
                .allMatch(parts -> parts.stream().allMatch(part -> part instanceof Text || part instanceof Header));
    }

    /** The index of the first alternative that is the same text for every request; -1 if there is none. */
    int constant() {
        for (int i = 0; i < alternatives.size(); i++) {
            if (alternatives.get(i).stream().allMatch(Text.class::isInstance)) {
                return i;
            }
        }
        return -1;
    }

    /** The text; null if no alternative yields one that is not empty. */
    @Nullable
    String value(Values values) {
        for (int i = 0; i < alternatives.size(); i++) {
            String value = value(alternatives.get(i), values);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** The number of alternatives. */
    int size() {
        return alternatives.size();
    }

    /** The text of the alternative at {@code index}; null if it yields none that is not empty. */
    @Nullable
    String value(int index, Values values) {
        return value(alternatives.get(index), values);
    }

    private static @Nullable String value(List<Part> parts, Values values) {
        if (parts.size() == 1) {
            return value(parts.get(0), values);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            String value = value(parts.get(i), values);
            if (value == null) {
                return null;
            }
            text.append(value);
        }
        return text.isEmpty() ? null : text.toString();
    }

    private static @Nullable String value(Part part, Values values) {
        if (part instanceof Text text) {
            return text.text;
        }
        if (part instanceof Value place) {
            return cut(values.value(place.ofBody, place.slot), place.before);
        }
        if (part instanceof Header header) {
            return cut(values.header(header.index), header.before);
        }
        return values.sha256();
    }

    private static @Nullable String cut(@Nullable String value, @Nullable String before) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        int end = before == null ? -1 : value.lastIndexOf(before);
        return end < 0 ? value : end == 0 ? null : value.substring(0, end);
    }

    /** The recipe as it was written, in printable ASCII and of bounded length, for a message. */
    @Override
    public String toString() {
        return shown;
    }
}
