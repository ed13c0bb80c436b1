package dev.sluice.selfcheck;

import dev.sluice.config.Kinds;
import dev.sluice.core.cesql.Expression;
import dev.sluice.core.data.Hmac;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.format.JsonFormat;
import dev.sluice.schema.DataSchema;
import jakarta.inject.Singleton;

/**
 * Checks what is done to an event on its way to a record, with one event, whether or not the configuration needs it.
 * Stateless.
 */
@Singleton
final class EventChecks implements Checks {

    private static final JsonFormat JSON = new JsonFormat();
    private static final String GOOD_DATA = "{\"total\":12.50}";
    private static final String BAD_DATA = "{\"total\":\"free\"}";
    private static final String EVENT =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/shop\",\"type\":\"order.placed\",\"subject\":\"42\",\"data\":"
                    + GOOD_DATA + "}";

    /** RFC 4231, test case 2. */
    private static final String HASH = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

    @Override
    public void run(Report report) {
        report.check("event format JSON", () -> {
            CloudEvent event = event().detached();
            String encoded = JSON.encode(event, event.data()).asUtf8();
            expect(encoded.contains("\"data\":" + GOOD_DATA), "an encoded event differs from the original");
        });
        report.check("CESQL", () -> {
            expect(
                    matches("type LIKE 'order.%' AND UPPER(source) = '/SHOP' AND INT(subject) > 41"),
                    "a true condition is false");
            expect(
                    !matches("type LIKE 'order._' OR NOT EXISTS subject OR subject IN ('41', '43')"),
                    "a false condition is true");
        });
        report.check("presets of senders", Kinds::readPresets);
        schema("draft 2020-12", "draft-2020-12.json", report);
        schema("draft-07", "draft-07.json", report);
        report.check(
                "HMAC-SHA-256",
                () -> expect(
                        new Hmac("Jefe").hex("what do ya want for nothing?").equals(HASH), "the hash is wrong"));
    }

    private static void schema(String draft, String resource, Report report) {
        report.check("JSON Schema " + draft, () -> {
            DataSchema schema = DataSchema.load("classpath:self-test/" + resource);
            schema.check(Bytes.utf8(GOOD_DATA));
            try {
                schema.check(Bytes.utf8(BAD_DATA));
            } catch (Refusal expected) {
                return;
            }
            throw new IllegalStateException("accepts data that breaks it");
        });
    }

    private static boolean matches(String condition) throws Exception {
        return Expression.parse(condition).matches(event());
    }

    private static CloudEvent event() {
        return JSON.decode(Bytes.utf8(EVENT));
    }

    private static void expect(boolean isSo, String otherwise) {
        if (!isSo) {
            throw new IllegalStateException(otherwise);
        }
    }
}
