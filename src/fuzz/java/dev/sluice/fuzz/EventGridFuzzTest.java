package dev.sluice.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any headers and any body as a request of Azure Event Grid. Starts from the vectors. */
class EventGridFuzzTest {

    static Stream<Arguments> requests() {
        return EnvelopeRequests.of("eventgrid");
    }

    @MethodSource("requests")
    @DictionaryEntries({
        "[{\"id\":\"1\",\"topic\":\"/t\",\"eventType\":\"e\"",
        "\"dataVersion\":\"",
        "\"eventTime\":1795680930",
        "\"data\":",
        "\"dataschema\":\"#",
        "\"dataversion\":",
        "content-type:application/cloudevents+json",
        "content-type:application/cloudevents-batch+json",
        "null"
    })
    @FuzzTest(maxDuration = "60s")
    void decodesOrRefuses(byte[] request) {
        EnvelopeRequests.decode("eventgrid", request);
    }
}
