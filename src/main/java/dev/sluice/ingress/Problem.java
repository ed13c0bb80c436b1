package dev.sluice.ingress;

import dev.sluice.core.event.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * The body of a refusal: one line of {@code application/problem+json} (RFC 9457).
 *
 * <p>One line and without event data, because a Knative broker copies it into an attribute. All its texts are Sluice's
 * own, in printable ASCII. Stateless.
 */
final class Problem {

    static final String MEDIA_TYPE = "application/problem+json";

    private Problem() {}

    /** For example {@code {"title":"INVALID_ATTRIBUTE","status":400,"attribute":"id","detail":"id: must ..."}}. */
    static String json(Outcome outcome, @Nullable String attribute, int index, String detail) {
        StringBuilder json = new StringBuilder(128)
                .append("{\"title\":\"")
                .append(outcome.name())
                .append("\",\"status\":")
                .append(outcome.status());
        if (attribute != null) {
            append(json.append(",\"attribute\":\""), attribute).append('"');
        }
        if (index != Refusal.NO_INDEX) {
            json.append(",\"index\":").append(index);
        }
        return append(json.append(",\"detail\":\""), detail).append("\"}").toString();
    }

    private static StringBuilder append(StringBuilder json, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\');
            }
            json.append(c >= 0x20 && c < 0x7F ? c : '?');
        }
        return json;
    }
}
