package dev.sluice.ingress.handshake;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.JsonScanner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the code that Azure Event Grid expects back before it delivers to a web hook (Event Grid documentation,
 * "Endpoint validation with Event Grid event schema").
 *
 * <p>Never uses the URL in the same event, which would confirm the subscription by a GET. Stateless.
 */
final class EventGridValidation {

    private static final String EVENT_TYPE = "Microsoft.EventGrid.SubscriptionValidationEvent";
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9-]{1,128}");
    private static final String REFUSAL = "the body is not a subscription validation event of Event Grid";

    private EventGridValidation() {}

    /**
     * The validation code in {@code json}: letters, digits and hyphens.
     *
     * @param json an array of one event in the Event Grid schema
     * @throws Refusal {@code MALFORMED} if it is anything else
     */
    static String code(Bytes json) {
        JsonScanner scanner = new JsonScanner(json);
        scanner.enterArray(REFUSAL);
        if (!scanner.nextElement()) {
            throw Refusal.malformed(REFUSAL);
        }
        String code = null;
        boolean isValidation = false;
        scanner.enterObject(REFUSAL);
        for (String name = scanner.nextName(); name != null; name = scanner.nextName()) {
            Bytes value = scanner.value();
            if (name.equals("eventType")) {
                isValidation = EVENT_TYPE.equals(stringIn(value));
            } else if (name.equals("data")) {
                code = codeIn(value);
            }
        }
        if (!isValidation || code == null || !CODE.matcher(code).matches() || scanner.nextElement()) {
            throw Refusal.malformed(REFUSAL);
        }
        scanner.end();
        return code;
    }

    private static @Nullable String codeIn(Bytes data) {
        JsonScanner scanner = new JsonScanner(data);
        String code = null;
        scanner.enterObject(REFUSAL);
        for (String name = scanner.nextName(); name != null; name = scanner.nextName()) {
            Bytes value = scanner.value();
            if (name.equals("validationCode")) {
                code = stringIn(value);
            }
        }
        return code;
    }

    private static @Nullable String stringIn(Bytes value) {
        JsonScanner scanner = new JsonScanner(value);
        return scanner.kind() == JsonScanner.Kind.STRING ? scanner.string() : null;
    }
}
