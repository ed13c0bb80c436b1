package dev.sluice.jmh;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.http.HttpMessage;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Requests as a shop would send them, each by its number, with data of about so many bytes. */
final class Requests {

    private static final String TIME = "2026-11-24T14:34:54.123Z";

    private Requests() {}

    /** An event in binary mode, whose type and source name a route. */
    static HttpMessage binary(int id, int route, int dataBytes) {
        return new HttpMessage(
                List.of(
                        Map.entry("Content-Type", "application/json"),
                        Map.entry("ce-specversion", CloudEvent.SPEC_VERSION),
                        Map.entry("ce-id", Integer.toString(id)),
                        Map.entry("ce-source", source(route)),
                        Map.entry("ce-type", type(route)),
                        Map.entry("ce-subject", subject(id)),
                        Map.entry("ce-time", TIME)),
                Bytes.utf8(data(id, dataBytes)));
    }

    /** The same event in structured mode. */
    static HttpMessage structured(int id, int route, int dataBytes) {
        return new HttpMessage(
                List.of(Map.entry("Content-Type", "application/cloudevents+json")),
                Bytes.utf8(json(id, route, dataBytes)));
    }

    /** Such events as a batch. */
    static HttpMessage batch(int events, int route, int dataBytes) {
        String body = IntStream.range(0, events)
                .mapToObj(id -> json(id, route, dataBytes))
                .collect(Collectors.joining(",", "[", "]"));
        return new HttpMessage(
                List.of(Map.entry("Content-Type", "application/cloudevents-batch+json")), Bytes.utf8(body));
    }

    private static String json(int id, int route, int dataBytes) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"" + source(route) + "\",\"type\":\""
                + type(route) + "\",\"datacontenttype\":\"application/json\",\"subject\":\"" + subject(id)
                + "\",\"time\":\"" + TIME + "\",\"data\":" + data(id, dataBytes) + "}";
    }

    private static String source(int route) {
        return "/shop/" + route;
    }

    private static String type(int route) {
        return "com.acme.order." + route + ".placed";
    }

    private static String subject(int id) {
        return "order-" + id;
    }

    private static String data(int id, int bytes) {
        String start = "{\"order\":{\"id\":\"A-" + id + "\",\"total\":12.50},\"customer\":{\"email\":\"c" + id
                + "@example.com\",\"phone\":\"+49 30 1234\"},\"card\":{\"number\":\"4111\"},\"lines\":[";
        StringBuilder data = new StringBuilder(start);
        while (data.length() < bytes - 50) {
            data.append("{\"sku\":\"S-1234567\",\"count\":2,\"price\":6.25},");
        }
        data.setCharAt(data.length() - 1, ']');
        data.append('}');
        return data.toString();
    }
}
