package dev.sluice.format.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaType;
import dev.sluice.core.value.Serializer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AvroSerializerTest {

    private static final String ANY_INT = "must be an integer from -2147483648 to 2147483647";
    private static final String ANY_LONG = "must be an integer from -9223372036854775808 to 9223372036854775807";

    private static String refusal(String schema, String json) {
        return refusal(schema, json, AvroOptions.DEFAULT);
    }

    private static String refusal(String schema, String json, AvroOptions options) {
        AtomicReference<String> message = new AtomicReference<>();
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> Avro.bytes(schema, json, options))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Refusal.Reason.INVALID_DATA))
                .satisfies(refusal -> message.set(refusal.getMessage()));
        assertThat(message.get()).matches("data: [\\x20-\\x7E]{1,500}");
        return message.get().substring("data: ".length());
    }

    private static Object written(String schema, String json) throws IOException {
        return Avro.decode(schema, Avro.bytes(schema, json));
    }

    private static Object written(String schema, String json, AvroOptions options) throws IOException {
        return Avro.decode(schema, Avro.bytes(schema, json, options));
    }

    private static String logical(String type, String logical) {
        return "{'type':'" + type + "','logicalType':'" + logical + "'}";
    }

    @Nested
    class Primitives {

        /** Examples of Avro 1.12, Binary Encoding, among others. */
        @ParameterizedTest
        @CsvSource({
            "'null', null, ''",
            "boolean, true, 01",
            "boolean, false, 00",
            "int, 0, 00",
            "int, -0, 00",
            "int, -1, 01",
            "int, 1, 02",
            "int, -2, 03",
            "int, -64, 7f",
            "int, 64, 8001",
            "int, 2147483647, feffffff0f",
            "int, -2147483648, ffffffff0f",
            "int, 1e3, d00f",
            "int, 1.0, 02",
            "int, 0.0010e3, 02",
            "int, 12300e-2, f601",
            "int, 0e999999999999, 00",
            "long, 9223372036854775807, feffffffffffffffff01",
            "long, -9223372036854775808, ffffffffffffffffff01",
            "long, 9223372036854775807.000, feffffffffffffffff01",
            "float, 1.5, 0000c03f",
            "float, -0.0, 00000080",
            "float, 0.1, cdcccc3d",
            "float, 16777217, 0000804b",
            "double, 0.1, 9a9999999999b93f",
            "double, -2.5e-3, 7b14ae47e17a64bf",
            "double, 9007199254740993, 0000000000004043",
            "double, 1e22, 92d54d06cff08044",
            "double, 5e-324, 0100000000000000",
            "string, \"foo\", 06666f6f",
            "string, \"\", 00",
            "string, \"\\u00e9\\n\\ud83d\\ude00\", 0ec3a90af09f9880",
        })
        void areWrittenAsTheSpecificationSays(String type, String json, String hex) {
            assertThat(Avro.hex(Avro.bytes("'" + type + "'", json))).isEqualTo(hex);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "null    | 0 | must be null",
                    "boolean | 1 | must be true or false",
                    "int     | 2147483648 | " + ANY_INT,
                    "int     | -2147483649 | " + ANY_INT,
                    "int     | 1.5 | " + ANY_INT,
                    "int     | 1e999999999 | " + ANY_INT,
                    "int     | 1e-999999999 | " + ANY_INT,
                    "int     | \"1\" | " + ANY_INT,
                    "int     | null | " + ANY_INT,
                    "long    | 9223372036854775808 | " + ANY_LONG,
                    "long    | 18446744073709551616 | " + ANY_LONG,
                    "long    | 0.5 | " + ANY_LONG,
                    "float   | 3.5e38 | must be a number that a float comes near to",
                    "float   | 1e-60 | must be a number that a float comes near to",
                    "double  | 1e309 | must be a number that a double comes near to",
                    "double  | -1e999999999 | must be a number that a double comes near to",
                    "double  | 1e-400 | must be a number that a double comes near to",
                    "double  | \"NaN\" | must be a number that a double comes near to",
                    "string  | 1 | must be a string",
                    "string  | \"\\ud83d\" | has an unpaired surrogate, so it cannot be written in UTF-8"
                })
        void areRefusedWhereTheyDoNotFit(String type, String json, String rule) {
            assertThat(refusal("'" + type + "'", json)).isEqualTo("the root " + rule);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "[", "1 2", "01", "+1", "nul", "1,", "\u00ff"})
        void areRefusedWhereTheyAreNotJson(String json) {
            assertThat(refusal("['null','int','string',{'type':'array','items':'int'}]", json))
                    .startsWith("cannot be read: the JSON ");
        }

        /** As JSON's own readers do; the fast way must be the same as the JDK's. */
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "0.3",
                    "1.1",
                    "123456.789",
                    "4503599627370497.5",
                    "0.000001",
                    "1e23",
                    "8.41e21",
                    "9007199254740993",
                    "2.2250738585072012e-308",
                    "1.7976931348623157e308",
                    "7.038531e-26",
                    "100000000000000000000000"
                })
        void takeTheNearestFloatAndDouble(String number) throws IOException {
            assertThat(written("'double'", number)).isEqualTo(Double.parseDouble(number));
            if (Float.parseFloat(number) > 0 && Float.isFinite(Float.parseFloat(number))) {
                assertThat(written("'float'", number)).isEqualTo(Float.parseFloat(number));
            }
        }
    }

    @Nested
    class Bytes64 {

        private static final String FIXED = "{'type':'fixed','name':'F','size':4}";

        @ParameterizedTest
        @CsvSource({"'+/8=',fbff", "'-_8',fbff", "'',''", "AAEC,000102", "'AA==',00", "'\\u0041A\\u003d=',00"})
        void areBase64OfEitherAlphabetWithPaddingOrWithout(String base64, String hex) throws IOException {
            String inRecord = "{'type':'record','name':'R','fields':[{'name':'b','type':'bytes'}]}";
            assertThat(written(inRecord, "{'b':'" + base64 + "'}")).isEqualTo(Map.of("b", "#" + hex));
        }

        @ParameterizedTest
        @ValueSource(strings = {"A", "AAA==", "A===", "AA=", "=", "AB==", "AA A", "AA\u00e9A", "AAAA=", "+"})
        void areRefusedInAnyOtherForm(String base64) {
            assertThat(refusal("'bytes'", "'" + base64 + "'")).isEqualTo("the root must be a string in base64");
        }

        @Test
        void haveTheSizeOfAFixed() throws IOException {
            assertThat(written(FIXED, "'AAECAw=='")).isEqualTo("#00010203");
            assertThat(refusal(FIXED, "'AAEC'")).isEqualTo("the root must be a string in base64 of 4 bytes");
            assertThat(refusal(FIXED, "1")).isEqualTo("the root must be a string in base64 of 4 bytes");
        }

        @Test
        void haveNoLengthWhereTheyAreAllThereIs() {
            assertThat(Avro.bytes("'bytes'", "'AAEC'")).containsExactly(0, 1, 2);
            assertThat(Avro.bytes("{'type':'bytes','logicalType':'decimal','precision':4,'scale':2}", "1.25"))
                    .containsExactly(125);
            assertThat(Avro.bytes("'bytes'", "'" + "AAAA".repeat(100) + "'")).hasSize(300);
        }

        @Test
        void areCharactersInAvrosOwnJson() throws IOException {
            assertThat(written(FIXED, "'a\\u0000\u00ff\u0080'", Avro.NAMED)).isEqualTo("#6100ff80");
            assertThat(Avro.bytes("'bytes'", "'\\u00ffA'", Avro.NAMED)).containsExactly(-1, 'A');
            assertThat(refusal("'bytes'", "'\u0100'", Avro.NAMED))
                    .isEqualTo("the root must be a string, each a character up to U+00FF");
            assertThat(refusal(FIXED, "'AAECAw=='", Avro.NAMED))
                    .isEqualTo("the root must be a string of 4 bytes, each a character up to U+00FF");
        }
    }

    @Nested
    class LogicalTypes {

        @ParameterizedTest
        @CsvSource({
            "int, date, '2026-11-27', 20784",
            "int, date, '1969-12-31', -1",
            "int, date, '0000-02-29', -719469",
            "int, date, 20784, 20784",
            "int, time-millis, '23:59:59.999', 86399999",
            "int, time-millis, '00:00:00', 0",
            "int, time-millis, 86399999, 86399999",
            "long, time-micros, '12:00:00.000001000', 43200000001",
            "long, timestamp-millis, '2026-11-27T14:05:06.123Z', 1795788306123",
            "long, timestamp-millis, '2026-11-27t15:05:06.123+01:00', 1795788306123",
            "long, timestamp-millis, '1969-12-31T23:59:59.999z', -1",
            "long, timestamp-millis, '1970-01-01T00:00:00-00:30', 1800000",
            "long, timestamp-millis, 1795788306123, 1795788306123",
            "long, timestamp-millis, 1.795788306123e12, 1795788306123",
            "long, timestamp-micros, '2026-11-27T14:05:06.1Z', 1795788306100000",
            "long, timestamp-nanos, '2026-11-27T14:05:06.123456789Z', 1795788306123456789",
            "long, timestamp-nanos, '2026-11-27T14:05:06.1234567890000Z', 1795788306123456789",
            "long, local-timestamp-millis, '2026-11-27T14:05:06.123', 1795788306123",
            "long, local-timestamp-micros, '2026-11-27T14:05:06', 1795788306000000",
            "long, local-timestamp-nanos, '2026-11-27T14:05:06', 1795788306000000000",
        })
        void areWrittenOfRfc3339OrOfTheNumber(String type, String logical, String json, long value) throws IOException {
            String text = json.contains(":") || json.matches("\\d{4}-.*") ? "\"" + json + "\"" : json;
            Object written = written(logical(type, logical), text);
            assertThat(((Number) written).longValue()).isEqualTo(value);
            assertThat(written(logical(type, logical), text, Avro.NAMED)).isEqualTo(written);
        }

        @Test
        void agreeWithTheJdk() throws IOException {
            for (int i = 0; i < 2000; i++) {
                LocalDate date = LocalDate.of(1890, 1, 1).plusDays(37L * i);
                LocalTime time = LocalTime.ofNanoOfDay(43_199_999_999L * i % 86_400_000_000_000L);
                String text = "'" + date + "T" + time.format(java.time.format.DateTimeFormatter.ISO_LOCAL_TIME) + "Z'";
                Instant instant = Instant.parse(text.substring(1, text.length() - 1));
                assertThat(written(logical("int", "date"), "'" + date + "'")).isEqualTo((int) date.toEpochDay());
                assertThat(written(logical("long", "timestamp-nanos"), text))
                        .isEqualTo(instant.getEpochSecond() * 1_000_000_000 + instant.getNano());
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "2026-11-27T14:05:06.1234Z",
                    "2026-11-27T14:05:06",
                    "2026-11-27 14:05:06Z",
                    "2026-11-27T14:05Z",
                    "2026-02-29T00:00:00Z",
                    "2026-13-01T00:00:00Z",
                    "2026-11-31T00:00:00Z",
                    "2026-11-27T24:00:00Z",
                    "2026-11-27T23:60:00Z",
                    "2026-11-27T23:59:60Z",
                    "2026-11-27T14:05:06.Z",
                    "2026-11-27T14:05:06+24:00",
                    "2026-11-27T14:05:06+0100",
                    "2026-11-27T14:05:06Z ",
                    "+2026-11-27T14:05:06Z",
                    "26-11-27T14:05:06Z",
                    "",
                    "Z",
                    "2026-11-27",
                    "20\u0665\u0665-11-27T14:05:06Z",
                    "2026-00-10T00:00:00Z",
                    "2026-01-00T00:00:00Z"
                })
        void refuseATimestampThatIsNotOneOrHasMoreDigits(String text) {
            assertThat(refusal(logical("long", "timestamp-millis"), "\"" + text + "\""))
                    .isEqualTo("the root must be a time with an offset such as 2026-01-31T23:59:59Z, or an integer of"
                            + " milliseconds, in whole milliseconds");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "int  | date | \"2026-11-27T00:00:00Z\" | must be a date such as 2026-01-31, or an integer of days",
                    "int  | date | true | must be a date such as 2026-01-31, or an integer of days",
                    "int  | date | 1.5 | must be a date such as 2026-01-31, or an integer of days",
                    "int  | time-millis | 86400000 | must be a time of day such as 23:59:59, or an integer of milliseconds, in whole milliseconds",
                    "int  | time-millis | -1 | must be a time of day such as 23:59:59, or an integer of milliseconds, in whole milliseconds",
                    "long | time-micros | \"12:00:00.0000001\" | must be a time of day such as 23:59:59, or an integer of microseconds, in whole microseconds",
                    "long | timestamp-nanos | \"2300-01-01T00:00:00Z\" | must be a time with an offset such as 2026-01-31T23:59:59Z, or an integer of nanoseconds, in whole nanoseconds",
                    "long | local-timestamp-micros | \"2026-11-27T14:05:06Z\" | must be a time without an offset such as 2026-01-31T23:59:59, or an integer of microseconds, in whole microseconds",
                })
        void refuseWhatDoesNotFit(String type, String logical, String json, String rule) {
            assertThat(refusal(logical(type, logical), json)).isEqualTo("the root " + rule);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "0",
                    "-0",
                    "1",
                    "-1",
                    "1.27",
                    "1.28",
                    "-1.28",
                    "-1.29",
                    "12345678901234567890.12",
                    "-12345678901234567890.12",
                    "99999999999999999999.99",
                    "1e5",
                    "1.5E+3",
                    "12500e-4",
                    "92233720368547758.07",
                    "92233720368547758.08",
                    "-92233720368547758.08",
                    "0.00",
                    "0e99",
                    "1.2300000000000000000000000000000000000"
                })
        void writeADecimalExactly(String number) throws IOException {
            BigInteger unscaled = new BigDecimal(number).movePointRight(2).toBigIntegerExact();
            String bytes = "{'type':'array','items':{'type':'bytes','logicalType':'decimal','precision':22,'scale':2}}";
            String fixed = "{'type':'fixed','name':'F','size':12,'logicalType':'decimal','precision':22,'scale':2}";
            for (String json : List.of(number, "\"" + number + "\"")) {
                assertThat(written(bytes, "[" + json + "]")).isEqualTo(List.of("#" + Avro.hex(unscaled.toByteArray())));
                byte[] written = Avro.bytes(fixed, json);
                assertThat(written).hasSize(12);
                assertThat(new BigInteger(written)).isEqualTo(unscaled);
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "1.234",
                    "123456",
                    "1000.00001",
                    "1e999999999",
                    "1e-999999999",
                    "\"1.2.3\"",
                    "\"\"",
                    "\"+1\"",
                    "\"1 \"",
                    "\"0x1\"",
                    "\"01\"",
                    "\"1.\"",
                    "\".5\"",
                    "\"1e\"",
                    "\"1e+\"",
                    "\"-\"",
                    "\"Infinity\"",
                    "true",
                    "null",
                    "{}"
                })
        void refuseADecimalThatWouldChange(String json) {
            assertThat(refusal("{'type':'bytes','logicalType':'decimal','precision':7,'scale':2}", json))
                    .isEqualTo("the root must be a decimal of at most 7 digits, 2 of them after the point, as a number"
                            + " or a string");
        }

        @Test
        void takeTheBytesOfADecimalInAvrosOwnJson() throws IOException {
            String decimal =
                    "{'type':'array','items':{'type':'bytes','logicalType':'decimal','precision':7,'scale':2}}";
            assertThat(written(decimal, "['\\u0001\\u0000', 2.5]", Avro.NAMED)).isEqualTo(List.of("#0100", "#00fa"));
            assertThat(refusal(decimal, "[true]", Avro.NAMED))
                    .isEqualTo("/0 must be a decimal of at most 7 digits, 2 of them after the point");
        }

        @Test
        void writeAUuidAsItIsOrAsItsBytes() throws IOException {
            UUID uuid = UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
            assertThat(written(logical("string", "uuid"), "'" + uuid + "'")).isEqualTo(uuid.toString());
            assertThat(written(logical("string", "uuid"), "'F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6'"))
                    .isEqualTo("F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6");
            assertThat(written("{'type':'fixed','name':'U','size':16,'logicalType':'uuid'}", "'" + uuid + "'"))
                    .isEqualTo("#f81d4fae7dec11d0a76500a0c91e6bf6");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "f81d4fae7dec11d0a76500a0c91e6bf6",
                    "f81d4fae-7dec-11d0-a765-00a0c91e6bf",
                    "f81d4fae-7dec-11d0-a765-00a0c91e6bfg",
                    "f81d4fae-7dec-11d0-a76500-a0c91e6bf6",
                    "{f81d4fae-7dec-11d0-a765-00a0c91e6bf}",
                    "",
                    "f81d4fae+7dec-11d0-a765-00a0c91e6bf6"
                })
        void refuseAUuidThatIsNotOne(String text) {
            assertThat(refusal(logical("string", "uuid"), "'" + text + "'"))
                    .isEqualTo("the root must be a UUID, 8-4-4-4-12 hexadecimal digits");
        }

        /** Avro 1.12, Logical Types: "must ignore unknown logical types", and those that are not valid. */
        @Test
        void areIgnoredWhereTheyAreUnknownOrInvalid() throws IOException {
            assertThat(written(logical("string", "date"), "'x'")).isEqualTo("x");
            assertThat(written(logical("long", "of-mine"), "5")).isEqualTo(5L);
            assertThat(written("{'type':'fixed','name':'D','size':12,'logicalType':'duration'}", "'AAAAAAAAAAAAAAAA'"))
                    .isEqualTo("#" + "00".repeat(12));
            assertThat(written("['null',{'type':'bytes','logicalType':'decimal','precision':2,'scale':3}]", "'AA=='"))
                    .isEqualTo("#00");
        }
    }

    @Nested
    class Records {

        private static final String ORDER = "{'type':'record','name':'Order','namespace':'com.acme','fields':["
                + "{'name':'id','type':'string','aliases':['number','nr']},"
                + "{'name':'total','type':'double'},"
                + "{'name':'state','type':{'type':'enum','name':'State','symbols':['NEW','PAID'],'default':'NEW'},"
                + "'default':'PAID'},"
                + "{'name':'coupon','type':['null','string']},"
                + "{'name':'count','type':['int','null'],'default':7},"
                + "{'name':'nothing','type':'null'}]}";

        private static Map<String, Object> order(Object coupon, Object count, String state) {
            Map<String, Object> order = new java.util.HashMap<>(Map.of("id", "a", "total", 1.5, "state", state));
            order.put("coupon", coupon);
            order.put("count", count);
            order.put("nothing", null);
            return order;
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{'id':'a','total':1.5,'state':'NEW','coupon':'c','count':1,'nothing':null}",
                    "{'nothing':null,'count':1,'coupon':'c','state':'NEW','total':1.5,'id':'a'}",
                    "{'count':1,'id':'a','coupon':'c','total':1.5,'state':'NEW'}",
                    " { 'total' : 1.5 ,\n'number' : 'a' , 'coupon' : 'c', 'state':'NEW', 'count':1 } ",
                    "{'t\\u006ftal':1.5,'\\u006er':'a','coupon':'c','state':'NEW','count':1}"
                })
        void takeTheirMembersInAnyOrderByNameOrAlias(String json) throws IOException {
            assertThat(written(ORDER, json)).isEqualTo(order("c", 1, "NEW"));
        }

        @Test
        void takeTheDefaultOrNullForWhatIsMissing() throws IOException {
            assertThat(written(ORDER, "{'id':'a','total':1.5}")).isEqualTo(order(null, 7, "PAID"));
            assertThat(written(ORDER, "{'id':'a','total':1.5,'count':null}")).isEqualTo(order(null, null, "PAID"));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "{'id':'a'} | /total is missing, and has no default",
                    "{'total':1} | /id is missing, and has no default",
                    "{'id':null,'total':1} | /id must be a string",
                    "{'id':'a','total':1,'state':null} | /state must be a symbol of com.acme.State",
                    "{'id':'a','total':1,'state':'SENT'} | /state must be a symbol of com.acme.State",
                    "{'id':'a','total':1,'state':0} | /state must be a symbol of com.acme.State",
                    "{'id':'a','total':1,'id':'a'} | /id occurs twice, perhaps by an alias",
                    "{'id':'a','total':1,'nr':'a'} | /id occurs twice, perhaps by an alias",
                    "{'id':'a','i\\u0064':'a'} | /id occurs twice, perhaps by an alias",
                    "{'id':'a','total':1,'secret':1} | /* is not a field of com.acme.Order: byte 20",
                    "{'ID':'a'} | /* is not a field of com.acme.Order: byte 1",
                    "{'':'a'} | /* is not a field of com.acme.Order: byte 1",
                    "{'id':'a','total':1,'coupon':5} | /coupon fits no branch of the union (null, string)",
                    "[] | the root must be an object, a com.acme.Order",
                    "null | the root must be an object, a com.acme.Order",
                    "{'\\ud83d':1} | /* has an unpaired surrogate, so it cannot be written in UTF-8"
                })
        void refuseWhatTheSchemaDoesNotHave(String json, String message) {
            assertThat(refusal(ORDER, json)).isEqualTo(message);
        }

        @Test
        void leaveOutWhatIsUnknownWhereThatIsAskedFor() throws IOException {
            String json = "{'x':{'y':[1,{}]},'id':'a','x':null,'total':1.5,'z':'\\ud83d'}";
            assertThat(written(ORDER, json, Avro.IGNORING)).isEqualTo(order(null, 7, "PAID"));
            assertThat(refusal(ORDER, "{'id':'a','number':'b','total':1}", Avro.IGNORING))
                    .isEqualTo("/id occurs twice, perhaps by an alias");
            assertThat(refusal(ORDER, "{'id':'a','total':1,'x':[}", Avro.IGNORING))
                    .startsWith("cannot be read");
        }

        @Test
        void mayHoldThemselvesToADepth() throws IOException {
            String list = "{'type':'record','name':'L','fields':[{'name':'v','type':'int'},"
                    + "{'name':'next','type':['null','L'],'default':null}]}";
            assertThat(written(list, "{'next':{'next':{'v':3},'v':2},'v':1}").toString())
                    .isEqualTo("{v=1, next={v=2, next={v=3, next=null}}}");
            assertThat(Avro.bytes(list, "{'v':1,'next':".repeat(63) + "{'v':2}" + "}".repeat(63)))
                    .hasSize(128);
            assertThat(refusal(list, "{'v':1,'next':".repeat(64) + "{'v':2}" + "}".repeat(64)))
                    .endsWith("/next/... is nested deeper than 64 levels");
        }

        @Test
        void mayBeEmptyOrNestEmptyOnes() throws IOException {
            String empty = "{'type':'record','name':'E','fields':[]}";
            assertThat(Avro.bytes(empty, "{}")).isEmpty();
            String outer = "{'type':'record','name':'O','fields':[{'name':'a','type':" + empty
                    + "},{'name':'b','type':'int'},{'name':'c','type':'E'}]}";
            assertThat(Avro.bytes(outer, "{'c':{},'b':1,'a':{}}")).containsExactly(2);
        }

        @Test
        void namesThePlaceInArraysAndMaps() {
            String schema = "{'type':'record','name':'R','fields':[{'name':'lines','type':{'type':'array','items':"
                    + "{'type':'map','values':{'type':'record','name':'V','fields':[{'name':'v','type':'int'}]}}}}]}";
            assertThat(refusal(schema, "{'lines':[{},{'a':{'v':1}},{'a':{'v':1},'anna@example.com':{'v':'x'}}]}"))
                    .isEqualTo("/lines/2/*/v " + ANY_INT);
            assertThat(refusal(schema, "{'lines':[{},{'a':{'v':1}},{'a':{'v':1},'b':{}}]}"))
                    .isEqualTo("/lines/2/*/v is missing, and has no default");
            assertThat(refusal(schema, "{'lines':[{'a':1}]}")).isEqualTo("/lines/0/* must be an object, a V");
        }

        @Test
        void cutsOffALongPlace() {
            String name = "n".repeat(50);
            String schema = "{'type':'record','name':'R','fields':[{'name':'" + name + "','type':['int','R']}]}";
            assertThat(refusal(schema, ("{'" + name + "':").repeat(10) + "'x'" + "}".repeat(10)))
                    .isEqualTo(("/" + name).repeat(4) + "/... fits no branch of the union (int, R)");
        }
    }

    @Nested
    class MapsAndArrays {

        @Test
        void areOneBlockEach() {
            assertThat(Avro.hex(Avro.bytes("{'type':'array','items':'int'}", "[1,2]")))
                    .isEqualTo("04020400");
            assertThat(Avro.hex(Avro.bytes("{'type':'array','items':'int'}", " [ ] ")))
                    .isEqualTo("00");
            assertThat(Avro.hex(Avro.bytes("{'type':'map','values':'int'}", "{'\\u0061':1}")))
                    .isEqualTo("0202610200");
        }

        @ParameterizedTest
        @ValueSource(ints = {63, 64, 65, 8191, 8192, 20_000})
        void haveAnyNumberOfItems(int count) throws IOException {
            StringBuilder array = new StringBuilder("[");
            StringBuilder map = new StringBuilder("{");
            for (int i = 0; i < count; i++) {
                array.append(i == 0 ? "" : ",").append('[').append(i).append(']');
                map.append(i == 0 ? "" : ",").append("'").append(i).append("':").append(i);
            }
            List<?> items = (List<?>) written(
                    "{'type':'array','items':{'type':'array','items':'int'}}",
                    array.append(']').toString());
            assertThat(items).hasSize(count);
            assertThat(items.get(count - 1)).isEqualTo(List.of(count - 1));
            Map<?, ?> entries = (Map<?, ?>)
                    written("{'type':'map','values':'int'}", map.append('}').toString());
            assertThat(entries).hasSize(count);
            assertThat(entries.get(Integer.toString(count - 1))).isEqualTo(count - 1);
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 8, 9, 500})
        void refuseAMemberOfAMapThatOccursTwice(int count) {
            StringBuilder map = new StringBuilder("{'m':{'x\\u0031':0");
            for (int i = 1; i < count; i++) {
                map.append(",'x").append(i == count - 1 ? 1 : i + 1).append("':0");
            }
            String schema = "{'type':'record','name':'R','fields':[{'name':'m','type':{'type':'map','values':'int'}}]}";
            assertThat(refusal(schema, map.append("}}").toString())).isEqualTo("/m has a member twice");
        }

        @Test
        void refuseAnythingElse() {
            assertThat(refusal("{'type':'array','items':'int'}", "{}")).isEqualTo("the root must be an array");
            assertThat(refusal("{'type':'map','values':'int'}", "[]")).isEqualTo("the root must be an object");
            assertThat(refusal("{'type':'array','items':'int'}", "[1,null]")).isEqualTo("/1 " + ANY_INT);
            assertThat(refusal("{'type':'map','values':'int'}", "{'\\ud83d':1}"))
                    .isEqualTo("/* has an unpaired surrogate, so it cannot be written in UTF-8");
        }
    }

    @Nested
    class Unions {

        private static final String CARD =
                "{'type':'record','name':'Card','fields':[{'name':'kind','type':{'type':'enum','name':'C','symbols':['CARD']}},"
                        + "{'name':'number','type':'string'}]}";
        private static final String CASH =
                "{'type':'record','name':'Cash','fields':[{'name':'kind','type':{'type':'enum','name':'K','symbols':['CASH']}},"
                        + "{'name':'number','type':'string'},{'name':'till','type':['null','int'],'default':null}]}";

        /** The branch by its number. */
        private static int branch(String schema, String json) {
            return Avro.bytes(schema, json)[0] / 2;
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "['null','string'] | null | 0",
                    "['null','string'] | 'a' | 1",
                    "['string','null'] | null | 1",
                    "['null','int','string','boolean',{'type':'array','items':'int'},{'type':'map','values':'int'}] | 5 | 1",
                    "['null','int','string','boolean',{'type':'array','items':'int'},{'type':'map','values':'int'}] | 'a' | 2",
                    "['null','int','string','boolean',{'type':'array','items':'int'},{'type':'map','values':'int'}] | false | 3",
                    "['null','int','string','boolean',{'type':'array','items':'int'},{'type':'map','values':'int'}] | [1] | 4",
                    "['null','int','string','boolean',{'type':'array','items':'int'},{'type':'map','values':'int'}] | {'a':1} | 5",
                    "['float','double','long','int'] | 5 | 3",
                    "['float','double','long','int'] | 5.0 | 3",
                    "['float','double','long','int'] | 3000000000 | 2",
                    "['float','double','long','int'] | 9223372036854775808 | 1",
                    "['float','double','long','int'] | 0.5 | 1",
                    "['int','float'] | 0.5 | 1",
                    "['string',{'type':'enum','name':'E','symbols':['A']}] | 'B' | 0",
                    "['string','bytes'] | 'not base64' | 0",
                    "[{'type':'int','logicalType':'date'},{'type':'long','logicalType':'timestamp-millis'}] | '2026-11-27' | 0",
                    "[{'type':'int','logicalType':'date'},{'type':'long','logicalType':'timestamp-millis'}] | '2026-11-27T00:00:00Z' | 1",
                    "[{'type':'int','logicalType':'date'},{'type':'long','logicalType':'timestamp-millis'}] | 1795788306123 | 1",
                    "['long',{'type':'bytes','logicalType':'decimal','precision':5,'scale':2}] | 1.25 | 1",
                })
        void chooseTheBranchThatFits(String schema, String json, int branch) {
            assertThat(branch(schema, json)).isEqualTo(branch);
        }

        @Test
        void chooseTheRecordThatFitsByItsMembersAndTheirScalars() {
            String schema = "['null'," + CARD + "," + CASH + "]";
            assertThat(branch(schema, "{'kind':'CARD','number':'1'}")).isEqualTo(1);
            assertThat(branch(schema, "{'number':'1','kind':'CASH'}")).isEqualTo(2);
            assertThat(branch(schema, "{'number':'1','kind':'CASH','till':4}")).isEqualTo(2);
            assertThat(refusal(schema, "{'number':'1','kind':'CHEQUE'}"))
                    .isEqualTo("the root fits no branch of the union (null, Card, Cash)");
            assertThat(refusal(schema, "{'number':'1'}"))
                    .isEqualTo("the root fits no branch of the union (null, Card, Cash)");
            String nested =
                    "[{'type':'record','name':'A','fields':[{'name':'x','type':{'type':'array','items':'int'}}]},"
                            + "{'type':'record','name':'B','fields':[{'name':'x','type':{'type':'map','values':'int'}}]}]";
            assertThat(branch(nested, "{'x':[]}")).isZero();
            assertThat(branch(nested, "{'x':{'y':1}}")).isEqualTo(1);
            assertThat(refusal(nested, "{'x':['a']}")).isEqualTo("/x/0 " + ANY_INT);
        }

        @Test
        void chooseBetweenARecordAndAMap() {
            String schema =
                    "[{'type':'record','name':'A','fields':[{'name':'x','type':'int'}]},{'type':'map','values':'string'}]";
            assertThat(branch(schema, "{'x':1}")).isZero();
            assertThat(branch(schema, "{'x':'1','y':'2'}")).isEqualTo(1);
            assertThat(branch(schema, "{}")).isEqualTo(1);
            assertThat(refusal(schema, "{'y':[]}")).isEqualTo("the root fits no branch of the union (A, map)");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "['string',{'type':'enum','name':'E','symbols':['A']}] | 'A' | the root fits several branches of the union (string, E)",
                    "['string','bytes'] | 'AAAA' | the root fits several branches of the union (string, bytes)",
                    "[{'type':'record','name':'A','fields':[]},{'type':'map','values':'int'}] | {} | the root fits several branches of the union (A, map)",
                    "[{'type':'int','logicalType':'date'},{'type':'long','logicalType':'timestamp-millis'}] | 5 | the root fits several branches of the union (int, long)",
                    "['int',{'type':'bytes','logicalType':'decimal','precision':5,'scale':2}] | 1 | the root fits several branches of the union (int, bytes)",
                })
        void refuseWhatFitsSeveral(String schema, String json, String message) {
            assertThat(refusal(schema, json)).isEqualTo(message);
        }

        @Test
        void sayWhatIsWrongWhereOneBranchIsMeant() {
            assertThat(refusal("['null','int']", "5000000000")).isEqualTo("the root " + ANY_INT);
            assertThat(refusal("['null','int']", "'x'")).isEqualTo("the root fits no branch of the union (null, int)");
            assertThat(refusal("['null'," + CARD + "]", "{'kind':'CARD'}"))
                    .isEqualTo("/number is missing, and has no default");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "['null','string'] | null | 0",
                    "['null','string'] | {'string':'a'} | 1",
                    "['string','bytes'] | {'bytes':'a'} | 1",
                    "['null',{'type':'enum','name':'E','namespace':'x.y','symbols':['A']}] | {'x.y.E':'A'} | 1",
                    "['null',{'type':'long','logicalType':'timestamp-millis'}] | {'long':5} | 1",
                    "['null',{'type':'array','items':'int'}] | {'array':[1]} | 1",
                    "['int','long'] | {'l\\u006fng':1} | 1"
                })
        void nameTheirBranchInAvrosOwnJson(String schema, String json, int branch) {
            assertThat(Avro.bytes(schema, json, Avro.NAMED)[0] / 2).isEqualTo(branch);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"'a'", "{}", "{'bytes':'a'}", "{'null':null}", "{'string':'a','string':'a'}", "5", "[]"})
        void refuseWhatDoesNotNameTheBranch(String json) {
            assertThat(refusal("['null','string']", json, Avro.NAMED))
                    .isEqualTo("the root must be null or an object with one member, which is named after a branch of"
                            + " the union (null, string)");
        }

        @Test
        void areReadByAvrosJsonDecoderAlike() throws IOException {
            String schema = "{'type':'record','name':'R','fields':[{'name':'a','type':['null','int','string']},"
                    + "{'name':'b','type':{'type':'map','values':['null','bytes']}}]}";
            String json = "{'a':{'string':'x'},'b':{'k':{'bytes':'\\u00ff'},'n':null}}".replace('\'', '"');
            org.apache.avro.Schema parsed = new org.apache.avro.Schema.Parser().parse(schema.replace('\'', '"'));
            Object theirs = new org.apache.avro.generic.GenericDatumReader<>(parsed)
                    .read(null, org.apache.avro.io.DecoderFactory.get().jsonDecoder(parsed, json));
            assertThat(written(schema, json, Avro.NAMED)).isEqualTo(Avro.plain(theirs));
        }
    }

    @Nested
    class Defaults {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "'boolean' | true | true",
                    "'int' | -5 | -5",
                    "'long' | 5 | 5",
                    "'float' | 1 | 1.0",
                    "'double' | 1.5 | 1.5",
                    "'string' | 'd\u00e9' | d\u00e9",
                    "'bytes' | '\\u00ffa' | #ff61",
                    "{'type':'fixed','name':'F','size':2} | 'ab' | #6162",
                    "{'type':'enum','name':'E','symbols':['A','B']} | 'B' | B",
                    "{'type':'array','items':'int'} | [1,2] | [1, 2]",
                    "{'type':'array','items':'int'} | [] | []",
                    "{'type':'map','values':'long'} | {'a':1} | {a=1}",
                    "['null','int'] | null | null",
                    "['int','null'] | 4 | 4",
                    "{'type':'record','name':'I','fields':[{'name':'a','type':'int'},{'name':'b','type':'int','default':2}]} | {'a':1} | {a=1, b=2}",
                    "{'type':'int','logicalType':'date'} | 3 | 3"
                })
        void areWrittenForWhatIsMissing(String type, String value, String written) throws IOException {
            String schema = "{'type':'record','name':'R','fields':[{'name':'x','type':'int'},{'name':'f','type':" + type
                    + ",'default':" + value + "},{'name':'y','type':'int'}]}";
            Map<?, ?> record = (Map<?, ?>) written(schema, "{'y':2,'x':1}");
            assertThat(String.valueOf(record.get("f"))).isEqualTo(written);
            assertThat(List.of(record.get("x"), record.get("y"))).isEqualTo(List.of(1, 2));
        }
    }

    @Nested
    class Schemas {

        private static Serializer compile(String text, Schema.Reference... references) {
            return AvroSerializer.compiler(AvroOptions.DEFAULT).compile(Avro.schema(text, references));
        }

        @Test
        void mayReferToOthersThatReferToOthers() {
            Schema money = Avro.schema(
                    "{'type':'record','name':'Money','namespace':'a','fields':[{'name':'m','type':'int'}]}");
            Schema line = Avro.schema(
                    "{'type':'record','name':'a.Line','fields':[{'name':'price','type':'a.Money'}]}",
                    new Schema.Reference("a.Money", money));
            Serializer serializer = compile(
                    "{'type':'record','name':'a.Order','fields':[{'name':'line','type':'Line'},{'name':'total','type':'Money'}]}",
                    new Schema.Reference("a.Line", line),
                    new Schema.Reference("a.Money", money));
            byte[] prefix = {0, 0, 0, 0, 9};
            assertThat(serializer.serialize(Bytes.utf8("{\"total\":{\"m\":2},\"line\":{\"price\":{\"m\":1}}}"), prefix))
                    .containsExactly(0, 0, 0, 0, 9, 2, 4);
            assertThat(serializer.messageIndexes()).isEmpty();
        }

        /** Ten ways from each to the next, so that there are 10^20 ways to the last. */
        @Test
        @Timeout(20)
        void mayReferToOthersOnAnyNumberOfWays() {
            Schema below = Avro.schema("{'type':'record','name':'L0','fields':[]}");
            for (int level = 1; level <= 20; level++) {
                Schema.Reference reference = new Schema.Reference("L" + (level - 1), below);
                below = Avro.schema(
                        "{'type':'record','name':'L" + level + "','fields':[{'name':'l','type':'L" + (level - 1)
                                + "'}]}",
                        Collections.nCopies(10, reference).toArray(Schema.Reference[]::new));
            }
            assertThat(AvroSerializer.compile(below, AvroOptions.DEFAULT)
                            .serialize(Bytes.utf8("{\"l\":".repeat(20) + "{}" + "}".repeat(20)), new byte[0]))
                    .isEmpty();
        }

        @Test
        void mayReferToTwoVersionsOfOneText() {
            String text = "{'type':'record','name':'M','fields':[]}";
            Serializer serializer = compile(
                    "{'type':'record','name':'R','fields':[{'name':'m','type':'M'}]}",
                    new Schema.Reference("M", Avro.schema(text)),
                    new Schema.Reference("M", Avro.schema(text)));
            assertThat(serializer.serialize(Bytes.utf8("{\"m\":{}}"), new byte[0]))
                    .isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "{",
                    "'text'",
                    "{'type':'record','name':'R'}",
                    "{'type':'record','name':'R','fields':[{'name':'a','type':'Missing'}]}",
                    "{'type':'record','name':'R','fields':[{'name':'a','type':'int'},{'name':'a','type':'int'}]}",
                    "['int','int']",
                    "{'type':'enum','name':'E','symbols':['a b']}",
                    "{'type':'fixed','name':'F','size':-1}"
                })
        void areRefusedInOneLineWhereAvroDoesNotReadThem(String text) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> compile(text))
                    .satisfies(e -> assertThat(e.getMessage())
                            .matches("is not a schema that Avro's parser reads: [ -~]{1,310}"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "'int','default':'x'",
                    "'int','default':1.0",
                    "'int','default':null",
                    "'int','default':3000000000",
                    "'null','default':'x'",
                    "['null','int'],'default':'x'",
                    "['null','int'],'default':{}",
                    "{'type':'array','items':'null'},'default':[1]",
                    "{'type':'map','values':['null','int']},'default':{'a':'x'}",
                    "{'type':'enum','name':'E','symbols':['A']},'default':'B'",
                    "{'type':'fixed','name':'F','size':2},'default':'a'",
                    "{'type':'record','name':'S','fields':[{'name':'b','type':'int'}]},'default':{}",
                    "{'type':'record','name':'S','fields':[{'name':'b','type':['null','int']}]},'default':{'b':'x'}"
                })
        void areRefusedIfADefaultDoesNotFit(String typeAndDefault) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> compile(
                            "{'type':'record','name':'R','fields':[{'name':'a','type':" + typeAndDefault + "}]}"))
                    .withMessage("has a default that does not fit its field a");
        }

        @Test
        void mayHaveDefaultsWithNullInThem() {
            Serializer serializer = compile("{'type':'record','name':'R','fields':["
                    + "{'name':'a','type':'null','default':null},"
                    + "{'name':'b','type':{'type':'array','items':['int','null']},'default':[1,null]},"
                    + "{'name':'c','type':{'type':'map','values':'null'},'default':{'k':null}},"
                    + "{'name':'d','type':{'type':'record','name':'S','fields':[{'name':'n','type':'null'}]},"
                    + "'default':{'n':null}}]}");
            assertThat(serializer.serialize(Bytes.utf8("{}"), new byte[0]))
                    .containsExactly(4, 0, 2, 2, 0, 2, 2, 'k', 0);
        }

        /** Each record has two of the one before, so that the last has 2^60 numbers by default. */
        @Test
        @Timeout(20)
        void areRefusedIfTheirDefaultsMultiply() {
            String record = "{'type':'record','name':'D0','fields':[{'name':'a','type':'int','default':1}]}";
            for (int i = 1; i <= 60; i++) {
                record = "{'type':'record','name':'D" + i + "','fields':[{'name':'a','type':" + record
                        + ",'default':{}},{'name':'b','type':'D" + (i - 1) + "','default':{}}]}";
            }
            String last = record;
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> compile(last))
                    .withMessage("has defaults of more than 100000 values");
        }

        @Test
        void areRefusedWhereTheyCannotBeWritten() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> compile("{'type':'bytes','logicalType':'decimal','precision':1001}"))
                    .withMessage("has a decimal of precision 1001, and at most 1000 is written");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> compile("{'type':'record','name':'R','fields':["
                            + "{'name':'a','type':'int','aliases':['x']},{'name':'b','type':'int','aliases':['x']}]}"))
                    .withMessage("has two fields with one alias in R, so it cannot tell which is meant");
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            compile("{'type':'record','name':'R','fields':[{'name':'a','type':'R','default':{}}]}"))
                    .satisfies(e -> assertThat(e.getMessage()).matches("is [ -~]+"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> compile("{'type':'array','items':".repeat(3000) + "'int'" + "}".repeat(3000)))
                    .satisfies(e -> assertThat(e.getMessage()).matches("is [ -~]+"));
        }

        @Test
        void areRefusedInAnotherLanguage() {
            Schema other = new Schema(SchemaType.JSON, "{}", List.of());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> AvroSerializer.compile(other, AvroOptions.DEFAULT))
                    .withMessage("is not a schema of Avro but of JSON");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> compile("'int'", new Schema.Reference("x.Y", other)))
                    .withMessage("refers to x.Y, which is not a schema of Avro but of JSON");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> compile("'int'", new Schema.Reference("x.Y", Avro.schema("{"))))
                    .withMessageMatching("refers to x\\.Y, which is not a schema that Avro's parser reads: [ -~]+");
        }

        @Test
        void mayHaveAnAliasThatIsTheNameOfAnotherField() {
            Serializer serializer = compile("{'type':'record','name':'R','fields':["
                    + "{'name':'a','type':'int','aliases':['b','a']},{'name':'b','type':'int'}]}");
            assertThat(serializer.serialize(Bytes.utf8("{\"b\":1,\"a\":2}"), new byte[0]))
                    .containsExactly(4, 2);
        }
    }
}
