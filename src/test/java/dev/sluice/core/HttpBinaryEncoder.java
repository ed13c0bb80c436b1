package dev.sluice.core;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.http.HttpMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A sender: an event as a request in binary mode (CloudEvents HTTP binding 1.0.2, 3.1).
 *
 * <p>Written from the specification alone, to meet the decoder from the other side. Escapes what must be escaped, and
 * now and then what need not be.
 */
final class HttpBinaryEncoder {

    private final Random random;

    HttpBinaryEncoder(Random random) {
        this.random = random;
    }

    HttpMessage encode(CloudEvent event) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (String name : List.of("specversion", "id", "source", "type", "subject", "time", "dataschema")) {
            add(headers, name, event.attribute(name));
        }
        event.extensions().forEach(extension -> add(headers, extension.name(), extension.value()));
        if (event.dataContentType() != null) {
            headers.add(Map.entry("content-type", event.dataContentType()));
        }
        Bytes data = event.data();
        return new HttpMessage(headers, data == null ? Bytes.empty() : data);
    }

    private void add(List<Map.Entry<String, String>> headers, String name, @Nullable String value) {
        if (value != null) {
            String header = "ce-" + name;
            headers.add(Map.entry(random.nextBoolean() ? header : header.toUpperCase(Locale.ROOT), escape(value)));
        }
    }

    private String escape(String value) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            boolean must = b <= 0x20 || b == 0x7F || b == '"' || b == '%';
            if (must || random.nextInt(20) == 0) {
                escaped.append(String.format(Locale.ROOT, "%%%02X", b & 0xFF));
            } else {
                escaped.append((char) b);
            }
        }
        return escaped.toString();
    }
}
