package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.data.Hmac;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.format.JsonFormat;
import dev.sluice.core.kafka.ContentMode;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.core.mapping.Mapper;
import dev.sluice.core.mapping.Route;
import dev.sluice.core.mapping.RouteBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a route redacts is nowhere in its record, whatever else of the data the route uses, tried on random ones. */
class RouteRedactionTest {

    private static final String SECRET = "0123456789abcdef";

    @Test
    void nothingOfARedactedValueIsAnywhereInTheRecord() {
        int[] checked = new int[1];
        Cases.run(5_000, seed -> {
            Random random = new Random(seed.nextLong() * 0x9E3779B97F4A7C15L);
            RandomData data = new RandomData(random);
            byte[] json = data.json().getBytes(StandardCharsets.UTF_8);
            List<RandomData.Place> redacted = new ArrayList<>();
            Route route = route(data, random, redacted);
            if (route == null) {
                return;
            }
            DataOracle.Redacted expected = new DataOracle(json, SECRET).new Redacted(redacted);
            try {
                String record = everythingIn(new Mapper(route)
                        .map(event(random, json), Arrival.ANONYMOUS)
                        .records()
                        .get(0));
                for (String gone : expected.gone()) {
                    assertThat(record).doesNotContain(gone);
                    checked[0]++;
                }
            } catch (Refusal e) {
                for (String gone : expected.gone()) {
                    assertThat(e.getMessage()).doesNotContain(gone);
                }
            }
        });
        assertThat(checked[0]).as("values redacted").isGreaterThan(500);
    }

    /**
     * A route that uses places of all kinds; null where it contradicts itself, which the start would be refused for.
     */
    private static @Nullable Route route(RandomData data, Random random, List<RandomData.Place> redacted) {
        List<String> refusals = new ArrayList<>();
        RouteBuilder route = new RouteBuilder("r", (key, value, reason) -> refusals.add(key + reason))
                .topic(random.nextInt(8) == 0 ? "t.{hash(" + place(data) + ")}" : "topic")
                .topicsAllowedPrefix(List.of("t."))
                .secret(new Hmac(SECRET))
                .contentMode(random.nextBoolean() ? ContentMode.BINARY : ContentMode.STRUCTURED)
                .key(List.of(place(data), "hash(" + place(data) + ")", "{id}{hash(" + place(data) + ")}", "source"))
                .header("h", "{hash(" + place(data) + ")}");
        if (random.nextInt(4) == 0) {
            route.header("i", "{hash(" + place(data) + ")}-{" + place(data) + "}");
        }
        for (int i = random.nextInt(4); i >= 0; i--) {
            RandomData.Place place = data.redacted();
            if (redacted.stream().noneMatch(other -> other.text().equals(place.text()))) {
                redacted.add(place);
                route.redact(place.text(), Objects.requireNonNull(place.redaction()));
            }
        }
        Route built = route.build();
        return refusals.isEmpty() ? built : null;
    }

    private static String place(RandomData data) {
        String text = data.wanted().text();
        return text.isEmpty() ? "/a" : text;
    }

    private static CloudEvent event(Random random, byte[] json) {
        if (random.nextBoolean()) {
            String envelope = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data\": "
                    + new String(json, StandardCharsets.UTF_8) + "}";
            return new JsonFormat().decode(Bytes.utf8(envelope));
        }
        return new CloudEventBuilder()
                .set("specversion", "1.0")
                .set("id", "1")
                .set("source", "/s")
                .set("type", "t")
                .set("datacontenttype", "application/json")
                .data(Bytes.of(json))
                .build();
    }

    private static String everythingIn(KafkaRecord record) {
        StringBuilder everything = new StringBuilder(record.topic()).append(' ');
        append(everything, record.key());
        append(everything, record.value());
        record.headers().forEach(header -> append(everything.append(header.name()), header.value()));
        return everything.toString();
    }

    private static void append(StringBuilder everything, byte @Nullable [] bytes) {
        if (bytes != null) {
            everything.append(' ').append(new String(bytes, StandardCharsets.UTF_8));
        }
    }
}
