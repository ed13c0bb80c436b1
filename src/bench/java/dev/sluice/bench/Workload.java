package dev.sluice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** The events that are sent, and the records they become: 1 KiB of JSON data, one of a thousand keys. */
final class Workload {

    static final String TOPIC = "events";
    static final int PARTITIONS = 12;

    private static final int KEYS = 1000;
    private static final String DATA = "{\"note\":\"" + "x".repeat(1024 - 11) + "\"}";

    private Workload() {}

    private static String id(long number) {
        return "event-" + number;
    }

    private static String subject(long number) {
        return "order-" + number % KEYS;
    }

    /** The headers of an event in binary mode. */
    static List<Map.Entry<String, String>> headers(long number) {
        return List.of(
                Map.entry("content-type", "application/json"),
                Map.entry("ce-specversion", "1.0"),
                Map.entry("ce-id", id(number)),
                Map.entry("ce-source", "https://shop.example/eu/1"),
                Map.entry("ce-type", "com.example.order.placed"),
                Map.entry("ce-subject", subject(number)),
                Map.entry("ce-time", "2026-11-23T07:00:00.123Z"));
    }

    /** The data of every event. */
    static byte[] data() {
        return DATA.getBytes(UTF_8);
    }

    /** An event in structured mode. */
    static String json(long number) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id(number) + "\",\"source\":\"https://shop.example/eu/1\","
                + "\"type\":\"com.example.order.placed\",\"datacontenttype\":\"application/json\",\"subject\":\""
                + subject(number) + "\",\"time\":\"2026-11-23T07:00:00.123Z\",\"data\":" + DATA + "}";
    }

    /** The record that any of these becomes. */
    static ProducerRecord<byte[], byte[]> record(long number) {
        List<Header> headers = List.of(
                header("ce_specversion", "1.0"),
                header("ce_id", id(number)),
                header("ce_source", "https://shop.example/eu/1"),
                header("ce_type", "com.example.order.placed"),
                header("content-type", "application/json"),
                header("ce_subject", subject(number)),
                header("ce_time", "2026-11-23T07:00:00.123Z"));
        return new ProducerRecord<>(TOPIC, null, null, subject(number).getBytes(UTF_8), data(), headers);
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(UTF_8));
    }
}
