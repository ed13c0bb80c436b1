package dev.sluice.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any headers and any body as a request of Amazon SNS, with what S3 sends by it. Starts from the vectors. */
class SnsFuzzTest {

    static Stream<Arguments> requests() {
        return EnvelopeRequests.of("sns");
    }

    @MethodSource("requests")
    @DictionaryEntries({
        "\"Type\":\"Notification\"",
        "\"Message\":\"{\\\"Records\\\":[{\\\"eventSource\\\":\\\"aws:s3\\\"",
        "s3:TestEvent",
        "x-amz-sns-rawdelivery:true",
        "x-amz-sns-topic-arn:arn:aws:sns:eu-west-1:123456789012:alarms",
        "x-amz-sns-message-type:Notification",
        "\\\"responseElements\\\":{\\\"x-amz-request-id\\\":\\\"1\\\""
    })
    @FuzzTest(maxDuration = "60s")
    void decodesOrRefuses(byte[] request) {
        EnvelopeRequests.decode("sns", request);
    }
}
