package dev.sluice.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.format.JsonFormat;
import dev.sluice.core.http.HttpDecoder;
import dev.sluice.vectors.Vector;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any headers and any body: an event that keeps the invariants, or a refusal. Starts from the vectors. */
class HttpFuzzTest {

    private final HttpDecoder decoder = new HttpDecoder(List.of(new JsonFormat()));

    static Stream<Arguments> requests() {
        return Vector.all().map(vector -> Arguments.of((Object) Requests.bytes(vector.headers(), vector.body())));
    }

    @MethodSource("requests")
    @DictionaryEntries({
        "ce-id:",
        "ce-source:",
        "ce-type:",
        "ce-specversion:1.0",
        "ce-subject:",
        "ce-time:2024-02-03T04:05:06.0+01:00",
        "ce-dataschema:urn:s",
        "ce-ext:",
        "content-type:",
        "application/json; charset=\"",
        "application/cloudevents+json",
        "%F0%9F%98%80",
        "\"\\\"\""
    })
    @FuzzTest(maxDuration = "60s")
    void decodesOrRefuses(byte[] request) {
        CloudEvent event;
        try {
            event = decoder.decode(Requests.message(request), Arrival.ANONYMOUS)
                    .events()
                    .get(0);
        } catch (Refusal refused) {
            return;
        }
        Invariants.check(event);
    }
}
