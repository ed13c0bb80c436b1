package dev.sluice.format.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.value.Serializer;
import java.lang.management.ManagementFactory;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Data of about a MiB that was made to be expensive. What is not linear would take minutes: the bound is on time for
 * all of it, and on memory for each.
 */
@Timeout(60)
class AvroHostileTest {

    private static final int MIB = 1 << 20;

    /** Of the data: what is read, written, and noted of each member. */
    private static final int MAX_RATIO = 100;

    private static final byte[] NO_PREFIX = {};

    private static final String TREE =
            "{'type':'record','name':'T','fields':[{'name':'v','type':['null','long','string'],'default':null},"
                    + "{'name':'l','type':['null','T',{'type':'record','name':'U','fields':[{'name':'l','type':['null','T','U']},"
                    + "{'name':'w','type':'int'}]}],'default':null}]}";

    private static Serializer serializer(String schema, AvroOptions options) {
        return AvroSerializer.compile(Avro.schema(schema), options);
    }

    private static byte[] write(String schema, String json, AvroOptions options) {
        Serializer serializer = serializer(schema, options);
        Bytes data = Bytes.utf8(json.replace('\'', '"'));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            return serializer.serialize(data, NO_PREFIX);
        } finally {
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(allocated).as("bytes allocated").isLessThan((long) MAX_RATIO * data.length() + 8L * MIB);
        }
    }

    private static String refusal(String schema, String json, AvroOptions options) {
        String[] message = new String[1];
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> write(schema, json, options))
                .satisfies(e -> message[0] = e.getMessage());
        assertThat(message[0]).matches("data: [ -~]{1,600}");
        return message[0];
    }

    private static String members(int count, IntFunction<String> name, String value) {
        return IntStream.range(0, count)
                .mapToObj(i -> "'" + name.apply(i) + "':" + value)
                .collect(Collectors.joining(",", "{", "}"));
    }

    @ParameterizedTest
    @CsvSource({
        "int, 1e999999999",
        "long, -1e-99999999999999999999",
        "float, 1e99999999999",
        "double, 1e999999999",
        "double, 1e-999999999"
    })
    void numbersWithAnyExponentAreRefused(String type, String number) {
        assertThat(refusal("'" + type + "'", number, AvroOptions.DEFAULT)).startsWith("data: the root must be ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'int'",
                "'long'",
                "'float'",
                "{'type':'bytes','logicalType':'decimal','precision':1000,'scale':500}"
            })
    void numbersOfAMibAreRefused(String schema) {
        assertThat(refusal(schema, "7".repeat(MIB), AvroOptions.DEFAULT)).startsWith("data: the root must be ");
        assertThat(refusal(schema, "[1" + "0".repeat(MIB), AvroOptions.DEFAULT)).startsWith("data: ");
        assertThat(refusal(schema, "7e" + "7".repeat(MIB), AvroOptions.DEFAULT)).startsWith("data: the root must be ");
    }

    @Test
    void zerosOfAMibCostWhatTheyAreLong() {
        assertThat(write("'int'", "1." + "0".repeat(MIB), AvroOptions.DEFAULT)).containsExactly(2);
        assertThat(write("'int'", "1" + "0".repeat(MIB) + "e-" + MIB, AvroOptions.DEFAULT))
                .containsExactly(2);
        assertThat(write("'double'", "0." + "0".repeat(MIB) + "1e" + (MIB + 1), AvroOptions.DEFAULT))
                .containsExactly(Avro.bytes("'double'", "1"));
    }

    @Test
    void decimalsOfTheLargestPrecisionAreWrittenByTheThousand() {
        String schema = "{'type':'array','items':{'type':'bytes','logicalType':'decimal','precision':1000}}";
        String json = "[" + ("9".repeat(1000) + ",").repeat(1000) + "1]";
        assertThat(write(schema, json, AvroOptions.DEFAULT)).hasSizeGreaterThan(400_000);
    }

    @Test
    void aHundredThousandMembersAreReadOnce() {
        String map = "{'type':'map','values':'int'}";
        assertThat(write(map, members(100_000, i -> "m" + i, "1"), AvroOptions.DEFAULT))
                .hasSizeGreaterThan(500_000);
        assertThat(refusal(map, members(100_000, i -> "m" + i % 99_999, "1"), AvroOptions.DEFAULT))
                .isEqualTo("data: the root has a member twice");
        String record = "{'type':'record','name':'R','fields':[{'name':'a','type':'int','default':1}]}";
        assertThat(write(record, members(100_000, i -> "m" + i, "[{}]"), Avro.IGNORING))
                .containsExactly(2);
        assertThat(refusal(record, members(100_000, i -> "m" + i, "1"), AvroOptions.DEFAULT))
                .isEqualTo("data: /* is not a field of R: byte 1");
    }

    /** Strings whose hash codes are all the same. */
    @Test
    void namesThatCollideAreNoSlower() {
        IntFunction<String> colliding = i -> {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 15; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            return name.toString();
        };
        String map = "{'type':'map','values':'int'}";
        assertThat(write(map, members(1 << 15, colliding, "1"), AvroOptions.DEFAULT))
                .hasSizeGreaterThan(1_000_000);
    }

    @Test
    void aLongNameOrStringIsReadOnce() {
        String record = "{'type':'record','name':'R','fields':[{'name':'a','type':'string','default':'x'}]}";
        assertThat(write(record, "{'" + "\\u0061".repeat(MIB / 6) + "':1}", Avro.IGNORING))
                .hasSize(2);
        assertThat(write(record, "{'a':'" + "\\n".repeat(MIB / 2) + "'}", AvroOptions.DEFAULT))
                .hasSizeGreaterThan(MIB / 2);
        assertThat(refusal(record, "{'" + "n".repeat(MIB) + "':1}", AvroOptions.DEFAULT))
                .hasSizeLessThan(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{'l':", "{'a':[", "{'l':{'w':1,'l':"})
    void depthIsRefused(String opening) {
        for (AvroOptions options : new AvroOptions[] {AvroOptions.DEFAULT, Avro.IGNORING, Avro.NAMED}) {
            assertThat(refusal(TREE, opening.repeat(MIB / opening.length()), options))
                    .startsWith("data: ");
        }
        assertThat(refusal("{'type':'array','items':'int'}", "[".repeat(MIB), AvroOptions.DEFAULT))
                .startsWith("data: /0 must be ");
    }

    /** Each object fits the look of two records or of one, at each of the levels that there may be. */
    @Test
    void unionsOfRecordsInsideOfEachOtherAreLookedThroughOncePerLevel() {
        String inner = "{'v':'" + "x".repeat(MIB / 2) + "'}";
        String json = inner;
        for (int i = 0; i < 60; i++) {
            json = i % 2 == 0 ? "{'w':1,'l':" + json + "}" : "{'l':" + json + ",'v':1}";
        }
        assertThat(write(TREE, "{'l':" + json + "}", AvroOptions.DEFAULT)).hasSizeGreaterThan(MIB / 2);
        String ambiguous = "{'l':".repeat(60) + "{}" + "}".repeat(60);
        assertThat(write(TREE, ambiguous, AvroOptions.DEFAULT)).hasSizeLessThan(200);
    }

    @Test
    void defaultsAndFixedSizesDoNotFillTheMemory() {
        String fields = IntStream.range(0, 1000)
                .mapToObj(i -> "{'name':'f" + i + "','type':'string','default':'a default of some length'}")
                .collect(Collectors.joining(","));
        String records = "{'type':'array','items':{'type':'record','name':'R','fields':[" + fields + "]}}";
        String tooLong = "data: the root would be much longer in Avro than in JSON, by its defaults or fixed sizes";
        assertThat(refusal(records, "[" + "{},".repeat(MIB / 3) + "{}]", AvroOptions.DEFAULT))
                .isEqualTo(tooLong);
        assertThat(write(records, "[" + "{},".repeat(30) + "{}]", AvroOptions.DEFAULT))
                .hasSizeGreaterThan(700_000);
        String decimals = "{'type':'array','items':{'type':'fixed','name':'F','size':1000,'logicalType':'decimal',"
                + "'precision':9}}";
        assertThat(refusal(decimals, "[" + "1,".repeat(MIB / 2) + "1]", AvroOptions.DEFAULT))
                .isEqualTo(tooLong);
    }

    @Test
    void wrongItemsAreNoSlowerThanRightOnes() {
        String schema = "{'type':'array','items':['null','bytes',{'type':'enum','name':'E','symbols':['A','%']},"
                        .replace("%", "B")
                + "{'type':'long','logicalType':'timestamp-millis'}]}";
        assertThat(write(schema, "[" + "'A',".repeat(MIB / 8) + "'2026-11-27T00:00:00Z']", AvroOptions.DEFAULT))
                .hasSizeGreaterThan(MIB / 8);
        assertThat(refusal(schema, "[" + "'A',".repeat(MIB / 8) + "'!']", AvroOptions.DEFAULT))
                .isEqualTo("data: /" + MIB / 8 + " fits no branch of the union (null, bytes, E, long)");
    }
}
