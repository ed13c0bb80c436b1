package dev.sluice.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.format.JsonFormat;
import dev.sluice.vectors.Vector;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes as a structured event: an event that keeps the invariants, or a refusal; and as data that is redacted.
 * Starts from the vectors.
 */
class StructuredJsonFuzzTest {

    private final JsonFormat format = new JsonFormat();

    static Stream<Arguments> bodies() {
        return Vector.all().map(vector -> Arguments.of((Object) vector.body()));
    }

    @MethodSource("bodies")
    @DictionaryEntries({
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"",
        "\"data\":",
        "\"data_base64\":\"",
        "\"datacontenttype\":\"",
        "text/plain;charset=",
        "application/json",
        "\"subject\":",
        "\"time\":\"2024-02-03T04:05:06Z\"",
        "\"dataschema\":\"urn:s\"",
        "null",
        "\\ud83d",
        "\"\\u0061\":",
        "\"a\":[{}]",
        "\\u0000"
    })
    @FuzzTest(maxDuration = "60s")
    void decodesOrRefuses(byte[] text) {
        Invariants.checkScan(Bytes.of(text));
        CloudEvent event;
        try {
            event = format.decode(Bytes.of(text));
        } catch (Refusal refused) {
            boolean wellFormed = refused.reason() != Refusal.Reason.MALFORMED || isRefusedForMore(refused);
            Invariants.require(wellFormed || !JsonOracle.isObject(text), "well-formed JSON is refused as malformed");
            return;
        }
        Invariants.require(JsonOracle.isObject(text), "malformed JSON is let through");
        Invariants.check(event);
    }

    /** Rules of ours that JSON does not have. */
    private static boolean isRefusedForMore(Refusal refused) {
        return refused.getMessage().endsWith("must not be repeated")
                || refused.getMessage().contains("nested deeper");
    }
}
