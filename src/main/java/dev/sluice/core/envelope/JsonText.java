package dev.sluice.core.envelope;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.json.JsonScanner;

/** Tells JSON from other data of which the sender does not say the type. Stateless. */
final class JsonText {

    static final String MEDIA_TYPE = "application/json";

    private JsonText() {}

    /**
     * Whether {@code data} is a JSON object or array. A text such as {@code 42} is JSON as well, but rarely meant so.
     */
    static boolean isObjectOrArray(Bytes data) {
        for (int i = 0; i < data.length(); i++) {
            byte b = data.at(i);
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return (b == '{' || b == '[') && JsonScanner.isValue(data);
            }
        }
        return false;
    }
}
