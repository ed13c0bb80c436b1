package dev.sluice.fuzz;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.http.HttpMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Requests as bytes: lines of {@code name:value} up to an empty one, and the body behind it. Stateless. */
final class Requests {

    private Requests() {}

    /** The request that any bytes are. */
    static HttpMessage message(byte[] request) {
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

    /** The bytes that are a request. */
    static byte[] bytes(Iterable<Map.Entry<String, String>> headers, byte[] body) {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, String> header : headers) {
            lines.append(header.getKey()).append(':').append(header.getValue()).append('\n');
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(lines.append('\n').toString().getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body);
        return request.toByteArray();
    }
}
