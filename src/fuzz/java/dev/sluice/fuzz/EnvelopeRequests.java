package dev.sluice.fuzz;

import dev.sluice.core.envelope.Decoders;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.http.HttpDecoder;
import dev.sluice.core.http.HttpMessage;
import dev.sluice.vectors.EnvelopeVector;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Requests of one sender as bytes: lines of {@code name:value} up to an empty one, and the body behind it. Stateless.
 */
final class EnvelopeRequests {

    private EnvelopeRequests() {}

    /** The requests of the vectors whose kind starts with {@code kind}. */
    static Stream<Arguments> of(String kind) {
        return EnvelopeVector.all()
                .filter(vector -> vector.kind().startsWith(kind))
                .map(vector -> Arguments.of((Object) bytes(vector)));
    }

    /** Any request is events that keep the invariants, or a refusal, for all decoders whose kind starts so. */
    static void decode(String kind, byte[] request) {
        HttpMessage message = message(request);
        for (String each : Decoders.kinds()) {
            if (each.startsWith(kind)) {
                decode(new HttpDecoder(Decoders.of(each), null), message);
            }
        }
    }

    private static void decode(HttpDecoder decoder, HttpMessage message) {
        List<CloudEvent> events;
        try {
            events = decoder.decode(message, Arrival.ANONYMOUS).events();
        } catch (Refusal refused) {
            return;
        }
        try {
            decoder.checkHead(message.headers());
        } catch (Refusal refused) {
            throw new AssertionError("the head of a request is refused that is not", refused);
        }
        events.forEach(Invariants::check);
    }

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

    private static byte[] bytes(EnvelopeVector vector) {
        StringBuilder headers = new StringBuilder();
        for (Map.Entry<String, String> header : vector.headers()) {
            headers.append(header.getKey())
                    .append(':')
                    .append(header.getValue())
                    .append('\n');
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(headers.append('\n').toString().getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(vector.body().toArray());
        return request.toByteArray();
    }
}
