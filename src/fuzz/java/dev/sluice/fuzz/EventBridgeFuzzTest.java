package dev.sluice.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any headers and any body as a request of Amazon EventBridge. Starts from the vectors. */
class EventBridgeFuzzTest {

    static Stream<Arguments> requests() {
        return EnvelopeRequests.of("eventbridge");
    }

    @MethodSource("requests")
    @DictionaryEntries({
        "\"detail-type\":\"",
        "\"detail\":{",
        "\"resources\":[\"",
        "\"source\":\"",
        "\"account\":\"1\"",
        "\"region\":\"r\"",
        "\"time\":1795680930.5",
        "application/cloudevents+json"
    })
    @FuzzTest(maxDuration = "60s")
    void decodesOrRefuses(byte[] request) {
        EnvelopeRequests.decode("eventbridge", request);
    }
}
