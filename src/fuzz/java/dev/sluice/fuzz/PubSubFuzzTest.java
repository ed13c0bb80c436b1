package dev.sluice.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any headers and any body as a request of Google Pub/Sub. Starts from the vectors. */
class PubSubFuzzTest {

    static Stream<Arguments> requests() {
        return EnvelopeRequests.of("pubsub");
    }

    @MethodSource("requests")
    @DictionaryEntries({
        "\"message\":{",
        "\"messageId\":\"1\"",
        "\"subscription\":\"s\"",
        "\"data\":\"aGk=\"",
        "\"attributes\":{\"ce-",
        "\"content-type\":\"application/cloudevents+json\"",
        "x-goog-pubsub-message-id:1",
        "x-goog-pubsub-subscription-name:s"
    })
    @FuzzTest(maxDuration = "60s")
    void decodesOrRefuses(byte[] request) {
        EnvelopeRequests.decode("pubsub", request);
    }
}
