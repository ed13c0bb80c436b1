package dev.sluice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The events that are sent, each by its number, and the records they become.
 *
 * @param dataBytes the size of the JSON data
 * @param keys how many distinct keys there are
 * @param topics how many topics they are spread over, by an extension; 0 for one topic, and no extension
 * @param types how many types of events there are, which is how many routes take them
 */
record Workload(int dataBytes, long keys, int topics, int types) {

    static final String TOPIC = "events";
    static final int PARTITIONS = 12;
    static final int ONE_KIB = 1024;

    private static final String TIME = "2026-11-23T07:00:00.123Z";
    private static final String SOURCE = "https://shop.example/eu/1";
    private static final List<String> CONDITIONS = List.of(
            "type = 'com.example.order.%d.placed'",
            "type LIKE 'com.example.order.%d.%%'",
            "type = 'com.example.order.%d.placed' AND source LIKE 'https://%%'",
            "type IN ('com.example.order.%1$d.placed', 'com.example.order.%1$d.paid')");
    private static final String FRAME = "{\"note\":\"\"}";

    /** What most scenarios send: 1 KiB for one topic, with one of a thousand keys. */
    static Workload usual() {
        return new Workload(ONE_KIB, 1000, 0, 1);
    }

    Workload withData(int bytes) {
        return new Workload(bytes, keys, topics, types);
    }

    Workload withKeys(long distinct) {
        return new Workload(dataBytes, distinct, topics, types);
    }

    Workload withTopics(int number) {
        return new Workload(dataBytes, keys, number, types);
    }

    Workload withTypes(int number) {
        return new Workload(dataBytes, keys, topics, number);
    }

    /** The topics that its records go to. */
    List<String> topicNames() {
        return topics == 0
                ? List.of(TOPIC)
                : LongStream.range(0, topics).mapToObj(this::topic).toList();
    }

    private String topic(long number) {
        return topics == 0 ? TOPIC : TOPIC + "-" + topics + "-" + number % topics;
    }

    private String shard(long number) {
        return topics + "-" + number % topics;
    }

    private static String id(long number) {
        return "event-" + number;
    }

    private String subject(long number) {
        return "order-" + number % keys;
    }

    private String type(long number) {
        return "com.example.order." + number % types + ".placed";
    }

    /** The headers of an event in binary mode, names and values in turn. */
    String[] headers(long number) {
        List<String> headers = new ArrayList<>(List.of(
                "content-type",
                "application/json",
                "ce-specversion",
                "1.0",
                "ce-id",
                id(number),
                "ce-source",
                SOURCE,
                "ce-type",
                type(number),
                "ce-subject",
                subject(number),
                "ce-time",
                TIME));
        if (topics > 0) {
            headers.addAll(List.of("ce-shard", shard(number)));
        }
        return headers.toArray(String[]::new);
    }

    /** The data of every event. */
    String data() {
        return FRAME.replace("\"\"", "\"" + "x".repeat(dataBytes - FRAME.length()) + "\"");
    }

    /** An event in structured mode, with data that is {@link #data()}. */
    String json(long number, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id(number) + "\",\"source\":\"" + SOURCE + "\",\"type\":\""
                + type(number) + "\",\"datacontenttype\":\"application/json\",\"subject\":\"" + subject(number)
                + "\",\"time\":\"" + TIME + "\",\"data\":" + data + "}";
    }

    /** The record that any of these becomes; {@code data} is not copied. */
    ProducerRecord<byte[], byte[]> record(long number, byte[] data) {
        List<Header> headers = new ArrayList<>(List.of(
                header("ce_specversion", "1.0"),
                header("ce_id", id(number)),
                header("ce_source", SOURCE),
                header("ce_type", type(number)),
                header("content-type", "application/json"),
                header("ce_subject", subject(number)),
                header("ce_time", TIME)));
        if (topics > 0) {
            headers.add(header("ce_shard", shard(number)));
        }
        return new ProducerRecord<>(topic(number), null, null, subject(number).getBytes(UTF_8), data, headers);
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(UTF_8));
    }

    /** All of it as arguments of a process, for {@link #parse}. */
    List<String> toArguments() {
        return LongStream.of(dataBytes, keys, topics, types)
                .mapToObj(Long::toString)
                .toList();
    }

    /** The opposite of {@link #toArguments}. */
    static Workload parse(List<String> arguments) {
        return new Workload(
                Integer.parseInt(arguments.get(0)),
                Long.parseLong(arguments.get(1)),
                Integer.parseInt(arguments.get(2)),
                Integer.parseInt(arguments.get(3)));
    }

    /** What a function is told to send its records to these topics. */
    Map<String, String> environment() {
        return topics == 0
                ? Map.of("SLUICE_TOPIC", TOPIC)
                : Map.of("SLUICE_TOPIC", TOPIC + "-{shard}", "SLUICE_TOPICS_ALLOWED", String.join(",", topicNames()));
    }

    /** A configuration file with a route for each type, in the forms that conditions have in turn. */
    String routes() {
        StringBuilder yaml = new StringBuilder("sluice:\n  routes:\n");
        for (int i = 0; i < types; i++) {
            String condition = String.format(CONDITIONS.get(i % CONDITIONS.size()), i);
            yaml.append(String.format("    route-%d: { when: \"%s\", topic: %s }%n", i, condition, TOPIC));
        }
        return yaml.toString();
    }
}
