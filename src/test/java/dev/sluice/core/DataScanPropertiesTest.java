package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.core.data.DataQuery;
import dev.sluice.core.data.DataScan;
import dev.sluice.core.data.DataView;
import dev.sluice.core.data.Hmac;
import dev.sluice.core.data.JsonPointer;
import dev.sluice.core.data.Redaction;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds of reading and redacting any data by any query, against a tree that Jackson read. */
class DataScanPropertiesTest {

    private static final String SECRET = "a secret";
    private static final Hmac HMAC = new Hmac(SECRET);

    /** A query and what it was made from. */
    private record Asked(List<RandomData.Place> wanted, List<RandomData.Place> redacted, DataQuery query) {}

    @Test
    void redactedDataIsTheRedactedTree() {
        run(3_000, random -> {
            RandomData data = new RandomData(random);
            byte[] json = data.json().getBytes(StandardCharsets.UTF_8);
            Asked asked = asked(data, random, 0, 5);
            DataOracle.Redacted expected = new DataOracle(json, SECRET).new Redacted(asked.redacted());
            byte[] left = scan(Bytes.of(json), asked.query()).data().toArray();
            assertThat(new DataOracle(left, SECRET).tree()).isEqualTo(expected.tree());
        });
    }

    @Test
    void everyByteOutsideOfRedactedPlacesStays() {
        run(3_000, random -> {
            RandomData data = new RandomData(random);
            Bytes json = inside(random, data.json());
            Asked asked = asked(data, random, 0, 5);
            DataOracle.Redacted expected = new DataOracle(json.toArray(), SECRET).new Redacted(asked.redacted());
            Bytes left = scan(json, asked.query()).data();
            assertThat(left.asUtf8()).isEqualTo(new String(expected.bytes(), StandardCharsets.UTF_8));
            if (left.equals(json)) {
                assertThat(left).as("the same bytes").isSameAs(json);
            }
        });
    }

    @Test
    void nothingOfARedactedValueIsLeft() {
        int[] checked = new int[1];
        run(3_000, random -> {
            RandomData data = new RandomData(random);
            Bytes json = Bytes.utf8(data.json());
            Asked asked = asked(data, random, 0, 5);
            DataOracle.Redacted expected = new DataOracle(json.toArray(), SECRET).new Redacted(asked.redacted());
            Bytes left = scan(json, asked.query()).data();
            String everything = new String(left.array(), StandardCharsets.UTF_8);
            for (String gone : expected.gone()) {
                assertThat(everything).doesNotContain(gone);
                checked[0]++;
            }
        });
        assertThat(checked[0]).as("values redacted").isGreaterThan(1_000);
    }

    @Test
    void readsWhatTheTreeHasAndRefusesWhatItHasTwice() {
        int[] seen = new int[2];
        run(3_000, random -> {
            RandomData data = new RandomData(random);
            Bytes json = inside(random, data.json());
            DataOracle oracle = new DataOracle(json.toArray(), SECRET);
            Asked asked = asked(data, random, 5, 2);
            List<String> hashes = new ArrayList<>();
            try {
                for (RandomData.Place place : asked.wanted()) {
                    hashes.add(oracle.hash(place.parts()));
                }
            } catch (DataOracle.Ambiguous e) {
                seen[0]++;
                assertThatCode(() -> scan(json, asked.query()))
                        .isExactlyInstanceOf(Refusal.class)
                        .hasMessageMatching("data: has more than one member [ -~]{1,80}, so the value .*");
                return;
            }
            DataView scanned = scan(json, asked.query());
            for (int slot = 0; slot < hashes.size(); slot++) {
                assertThat(scanned.hash(slot)).isEqualTo(hashes.get(slot));
                assertText(scanned, slot, oracle.text(asked.wanted().get(slot).parts()));
                seen[1] += hashes.get(slot) == null ? 0 : 1;
            }
        });
        assertThat(seen[0]).as("ambiguous documents").isGreaterThan(50);
        assertThat(seen[1]).as("values found").isGreaterThan(200);
    }

    /** Neighbouring seeds begin alike, and the first choices here weigh most: each case goes on from one far away. */
    private static void run(int cases, Cases.Property property) {
        Cases.run(cases, random -> property.holds(new Random(random.nextLong() * 0x9E3779B97F4A7C15L)));
    }

    private static void assertText(DataView scanned, int slot, String expected) {
        if (expected != null && !StandardCharsets.UTF_8.newEncoder().canEncode(expected)) {
            assertThatCode(() -> scanned.text(slot)).isExactlyInstanceOf(Refusal.class);
        } else {
            assertThat(scanned.text(slot)).isEqualTo(expected);
        }
    }

    @Test
    void oneScanForAllQueriesFindsWhatAScanForEachFinds() {
        run(3_000, random -> {
            RandomData data = new RandomData(random);
            Bytes json = inside(random, data.json());
            List<DataQuery> queries = new ArrayList<>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                queries.add(asked(data, random, random.nextInt(2), 3).query());
            }
            List<String> alone = new ArrayList<>();
            try {
                for (DataQuery query : queries) {
                    alone.add(told(scan(json, query)));
                }
            } catch (Refusal e) {
                assertThatCode(() -> DataScan.scan(json, queries)).isExactlyInstanceOf(Refusal.class);
                return;
            }
            assertThat(DataScan.scan(json, queries))
                    .extracting(DataScanPropertiesTest::told)
                    .isEqualTo(alone);
        });
    }

    @Test
    void anyBytesAreReadOrRefused() {
        run(3_000, random -> {
            RandomData data = new RandomData(random);
            byte[] json = data.json().getBytes(StandardCharsets.UTF_8);
            for (int i = random.nextInt(3); i >= 0; i--) {
                json[random.nextInt(json.length)] = (byte) "{}[]\",:\\ \u0000e01\u00e9".charAt(random.nextInt(14));
            }
            Bytes mutated = Bytes.of(json).slice(0, json.length - random.nextInt(2));
            boolean wellFormed = scans(mutated, asked(data, random, 0, 0).query());
            assertThat(scans(mutated, asked(data, random, 0, 3).query())).isEqualTo(wellFormed);
        });
    }

    private static boolean scans(Bytes json, DataQuery query) throws Exception {
        try {
            Bytes left = scan(json, query).data();
            new DataOracle(left.toArray(), SECRET);
            return true;
        } catch (Refusal e) {
            assertThat(e.reason()).isEqualTo(Refusal.Reason.INVALID_DATA);
            assertThat(e.getMessage()).matches("data: cannot be read: [ -~]{1,100}");
            return false;
        }
    }

    private static String told(DataView scanned) {
        return scanned.data().asUtf8() + " " + scanned.hash(0);
    }

    private static DataView scan(Bytes json, DataQuery query) {
        return DataScan.scan(json, List.of(query)).get(0);
    }

    /** A query for at most so many values, always at least one slot, and at most so many redactions. */
    private static Asked asked(RandomData data, Random random, int values, int redactions) {
        List<RandomData.Place> wanted = new ArrayList<>();
        for (int i = 0; i < values; i++) {
            wanted.add(data.wanted());
        }
        wanted.add(new RandomData.Place(List.of("nowhere"), null));
        List<RandomData.Place> redacted = new ArrayList<>();
        int count = redactions == 0 ? 0 : 1 + random.nextInt(redactions);
        for (int i = 0; i < count; i++) {
            RandomData.Place one = data.redacted();
            boolean fits = redacted.stream().allMatch(other -> {
                JsonPointer pattern = JsonPointer.parsePattern(one.text());
                JsonPointer before = JsonPointer.parsePattern(other.text());
                return !pattern.equals(before)
                        && (one.parts().size() == other.parts().size()
                                || (!pattern.covers(before) && !before.covers(pattern)));
            });
            if (fits) {
                redacted.add(one);
            }
        }
        Map<JsonPointer, Redaction> compiled = new LinkedHashMap<>();
        for (RandomData.Place place : redacted) {
            compiled.put(JsonPointer.parsePattern(place.text()), Objects.requireNonNull(place.redaction()));
        }
        List<JsonPointer> pointers =
                wanted.stream().map(place -> JsonPointer.parse(place.text())).toList();
        return new Asked(wanted, redacted, DataQuery.of(pointers, compiled, HMAC));
    }

    /** The text somewhere inside a larger array, as data in an envelope is. */
    private static Bytes inside(Random random, String json) {
        int before = random.nextInt(3);
        int behind = random.nextInt(3);
        Bytes larger = Bytes.utf8("[".repeat(before) + json + ",".repeat(behind));
        return larger.slice(before, larger.length() - behind);
    }
}
