package dev.sluice.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.format.JsonFormat;
import dev.sluice.core.http.HttpDecoder;
import dev.sluice.core.http.HttpMessage;
import dev.sluice.vectors.Vector;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any headers and any body: an event that keeps the invariants, or a refusal. Starts from the vectors. */
class HttpFuzzTest {

    private final HttpDecoder decoder = new HttpDecoder(List.of(new JsonFormat()));

    static Stream<Arguments> requests() {
        return Vector.all().map(vector -> Arguments.of((Object) asBytes(vector)));
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
            event = decoder.decode(message(request), Arrival.ANONYMOUS).events().get(0);
        } catch (Refusal refused) {
            return;
        }
        Invariants.check(event);
    }

    /** Lines of {@code name:value} up to an empty one, and the body behind it. */
    private static HttpMessage message(byte[] request) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        int start = 0;
        while (start < request.length && request[start] != '\n') {
            int end = start;
            while (end < request.length && request[end] != '\n') {
                end++;
            }
            String[] header = new String(request, start, end - start, StandardCharsets.ISO_8859_1).split(":", 2);
            headers.add(Map.entry(header[0], header.length == 2 ? header[1] : ""));
            start = end + 1;
        }
        int body = Math.min(start + 1, request.length);
        return new HttpMessage(headers, Bytes.of(request).slice(body, request.length));
    }

    private static byte[] asBytes(Vector vector) {
        StringBuilder headers = new StringBuilder();
        for (Map.Entry<String, String> header : vector.headers()) {
            headers.append(header.getKey())
                    .append(':')
                    .append(header.getValue())
                    .append('\n');
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(headers.append('\n').toString().getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(vector.body());
        return request.toByteArray();
    }
}
