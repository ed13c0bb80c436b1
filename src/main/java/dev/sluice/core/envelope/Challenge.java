package dev.sluice.core.envelope;

import dev.sluice.core.data.DataQuery;
import dev.sluice.core.data.DataScan;
import dev.sluice.core.data.DataView;
import dev.sluice.core.data.JsonPointer;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The question of a web hook's sender whether this endpoint wants its events, which is answered with a text out of it.
 *
 * <p>A text is answered only if it is short and has nothing in it that a browser could take for a page. Immutable,
 * thread-safe.
 */
public final class Challenge {

    /** A question is a few hundred bytes; a longer body is not looked at. */
    static final int MOST_BYTES = 4 * 1024;

    private static final int LONGEST_ANSWER = 512;
    private static final String MARKS = "-._~+/=:";

    private final @Nullable String query;
    private final @Nullable DataQuery inBody;
    private final List<String> expected;

    /**
     * A challenge.
     *
     * @param query the query parameter that holds the text, if the question is a GET; null for none
     * @param body the place of the text, if the question is a POST; null for none
     * @param when the texts that tell the body of a question from an event, by their places
     */
    public Challenge(@Nullable String query, @Nullable JsonPointer body, Map<JsonPointer, String> when) {
        this.query = query;
        List<JsonPointer> wanted = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        when.forEach((pointer, text) -> {
            wanted.add(pointer);
            texts.add(text);
        });
        this.expected = List.copyOf(texts);
        if (body != null) {
            wanted.add(body);
        }
        this.inBody = body == null ? null : DataQuery.of(wanted, Map.of(), null);
    }

    /** The query parameter of a GET that holds the text to answer with; null if no GET is a question. */
    public @Nullable String query() {
        return query;
    }

    /** Whether a POST may be a question. */
    public boolean isInBody() {
        return inBody != null;
    }

    /**
     * The text to answer a POST with.
     *
     * @param body without any content coding
     * @return null if the body is not a question
     * @throws Refusal {@code MALFORMED} if it is a question whose text is missing, or none that is answered
     */
    public @Nullable String answer(Bytes body) {
        if (inBody == null || body.length() > MOST_BYTES) {
            return null;
        }
        DataView view;
        try {
            view = DataScan.scan(body, List.of(inBody)).get(0);
        } catch (Refusal notJson) {
            return null;
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!expected.get(i).equals(text(view, i))) {
                return null;
            }
        }
        String text = text(view, expected.size());
        if (text == null || !mayBeAnswered(text)) {
            throw Refusal.malformed("the challenge has no text that is answered: up to " + LONGEST_ANSWER
                    + " letters, digits and " + MARKS);
        }
        return text;
    }

    /** The text in {@code slot}; null if it is none, or has no UTF-8. */
    private static @Nullable String text(DataView view, int slot) {
        try {
            return view.text(slot);
        } catch (Refusal noUtf8) {
            return null;
        }
    }

    /** Whether {@code text} is one that is answered: 1 to 512 letters, digits and {@code -._~+/=:}. */
    public static boolean mayBeAnswered(String text) {
        boolean legal = !text.isEmpty() && text.length() <= LONGEST_ANSWER;
        for (int i = 0; i < text.length() && legal; i++) {
            char c = text.charAt(i);
            legal = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || MARKS.indexOf(c) >= 0;
        }
        return legal;
    }
}
