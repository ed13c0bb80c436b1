package dev.sluice.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Requests that tests start from. */
public final class Events {

    private Events() {}

    /** The headers of a small valid event in binary mode. */
    public static List<Map.Entry<String, String>> binary(String id) {
        return new ArrayList<>(List.of(
                Map.entry("Content-Type", "application/json"),
                Map.entry("ce-specversion", "1.0"),
                Map.entry("ce-id", id),
                Map.entry("ce-source", "/shop"),
                Map.entry("ce-type", "com.example.order.placed")));
    }

    /** The headers of {@link #binary} with one more. */
    public static List<Map.Entry<String, String>> binary(String id, String name, String value) {
        List<Map.Entry<String, String>> headers = binary(id);
        headers.add(Map.entry(name, value));
        return headers;
    }

    /** The headers of an event in structured mode. */
    public static List<Map.Entry<String, String>> structured() {
        return List.of(Map.entry("Content-Type", "application/cloudevents+json"));
    }

    /** A small valid event as JSON, with {@code members} such as {@code ,"subject":"s"} added. */
    public static String json(String id, String members) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/shop\",\"type\":\"t\"" + members + "}";
    }
}
