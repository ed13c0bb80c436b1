package dev.sluice.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSchemaTest {

    private static final String SECRET = "SENTINEL";

    @TempDir
    static Path folder;

    private static DataSchema schema(String json) {
        try {
            Path file = Files.createTempFile(folder, "schema", ".json");
            Files.writeString(file, json.replace('\'', '"'));
            return DataSchema.load(file.toString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(String schema, String data) {
        schema(schema).check(Bytes.utf8(data.replace('\'', '"')));
    }

    private static String refusal(String schema, String data) {
        AtomicReference<String> message = new AtomicReference<>();
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> check(schema, data))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Refusal.Reason.INVALID_DATA))
                .satisfies(refusal -> message.set(refusal.getMessage()));
        assertThat(message.get()).matches("[\\x20-\\x7E]{1,400}").doesNotContain(SECRET);
        return message.get();
    }

    @Nested
    class Checks {

        @ParameterizedTest
        @ValueSource(strings = {"orders-draft-07.json", "orders-2020-12.json"})
        void takesWhatValidatesAndNamesPlaceAndKeywordOtherwise(String resource) {
            DataSchema orders = DataSchema.load("classpath:schemas/" + resource);
            orders.check(
                    Bytes.utf8("{\"order\":{\"id\":\"A-1\",\"total\":12.50,\"lines\":[{\"sku\":\"x\",\"count\":1}]}}"));
            assertThatExceptionOfType(Refusal.class)
                    .isThrownBy(() -> orders.check(Bytes.utf8("{\"order\":{\"id\":\"A-1\",\"total\":\"12\"}}")))
                    .withMessage("data: at /order/total: type");
            assertThatExceptionOfType(Refusal.class)
                    .isThrownBy(() -> orders.check(Bytes.utf8(
                            "{\"order\":{\"id\":\"A-1\",\"total\":1,\"lines\":[{\"sku\":\"x\"},{\"sku\":7}]}}")))
                    .withMessage("data: at /order/lines/1/sku: type");
            assertThatExceptionOfType(Refusal.class)
                    .isThrownBy(() -> orders.check(Bytes.utf8("{\"order\":{\"total\":1}}")))
                    .withMessage("data: at /order: required");
            assertThatExceptionOfType(Refusal.class)
                    .isThrownBy(() -> orders.check(Bytes.utf8("[]")))
                    .withMessage("data: at the root: type");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{'type':'integer'} | 1.0",
                    "{'type':'integer'} | 10e-1",
                    "{'type':'integer'} | 123456789012345678901234567890",
                    "{'type':'integer'} | 1e400",
                    "{'const':1} | 1.0",
                    "{'enum':[1,2.50]} | 2.5",
                    "{'enum':[{'a':1.0}]} | {'a':1}",
                    "{'enum':[[1.0,[2]]]} | [1,[2.0]]",
                    "{'multipleOf':0.01} | 123456789012345678901234567890.01",
                    "{'multipleOf':3} | 123456789012345678901234567890",
                    "{'type':'integer','maximum':123456789012345678901234567890} | 123456789012345678901234567890",
                    "{'type':'integer','maximum':10} | -123456789012345678901234567890",
                    "{'minLength':2,'maxLength':3.0} | 'ab'",
                    "{'minLength':1,'maxLength':1} | '\uD83D\uDE00'",
                    "{'uniqueItems':true} | [1,'1',true,null,[1],['1'],{'a':1},{'a':'1'}]",
                    "{'uniqueItems':true} | {'a':1}",
                    "{'format':'date-time'} | 'yesterday'",
                    "{'format':'regex'} | '('",
                    "{'pattern':'b'} | 'abc'",
                    "{'const':{'pattern':'('}} | {'pattern':'('}",
                    "{'properties':{'$ref':{'type':'string'}}} | {'$ref':'http://x/'}",
                    "{'const':{'$ref':'http://x/'}} | {'$ref':'http://x/'}",
                    "{'$id':'http://a.example/b','$defs':{'x':{'$id':'c','type':'null'}},'$ref':'http://a.example/c'} | null",
                    "{'$defs':{'x':{'$anchor':'y','type':'null'}},'$ref':'#y'} | null",
                    "{'$ref':'https://json-schema.org/draft/2020-12/schema'} | {'type':'object'}",
                    "true | 1",
                })
        void takes(String schema, String data) {
            assertThatCode(() -> check(schema, data)).doesNotThrowAnyException();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{'type':'integer'} | 1.5 | at the root: type",
                    "{'maximum':9007199254740993} | 9007199254740994 | at the root: maximum",
                    "{'type':'integer','maximum':10} | 123456789012345678901234567890 | at the root: maximum",
                    "{'type':'integer','exclusiveMaximum':10} | 1e400 | at the root: exclusiveMaximum",
                    "{'type':'integer','minimum':10} | -18446744073709551600 | at the root: minimum",
                    "{'multipleOf':3} | 123456789012345678901234567891 | at the root: multipleOf",
                    "{'multipleOf':2} | 9007199254740993 | at the root: multipleOf",
                    "{'const':9007199254740993} | 9007199254740992 | at the root: const",
                    "{'enum':[9007199254740993]} | 9007199254740992 | at the root: enum",
                    "{'uniqueItems':true} | [1,1.0] | at the root: uniqueItems",
                    "{'uniqueItems':true} | [{'a':1,'b':2},{'b':2.0,'a':1}] | at the root: uniqueItems",
                    "{'additionalProperties':false} | {'a':1} | at the root: additionalProperties",
                    "{'unevaluatedProperties':false} | {'a':1} | at the root: unevaluatedProperties",
                    "{'properties':{'a~/b':false}} | {'a~/b':1} | at /a~0~1b: false",
                    "{'items':{'anyOf':[{'type':'null'},{'type':'string'}]}} | [null,1] | at /1: type",
                    "{'not':{}} | 1 | at the root: not",
                    "{'pattern':'^a+$'} | 'ab' | at the root: pattern",
                    "{'patternProperties':{'^a':{'type':'null'}}} | {'ba':1,'ab':1} | at /*: type",
                    "{'patternProperties':{'b$':true},'additionalProperties':false} | {'ba':1} | at the root: additionalProperties",
                    "false | 1 | at the root: false",
                })
        void refuses(String schema, String data, String rule) {
            assertThat(refusal(schema, data)).isEqualTo("data: " + rule);
        }

        @Test
        void namesTheFirstViolationOnly() {
            String schema = "{'properties':{'a':{'type':'string'},'b':{'type':'string'}}}";
            assertThat(refusal(schema, "{'b':1,'a':1}"))
                    .isEqualTo(refusal(schema, "{'a':1,'b':1}"))
                    .isEqualTo("data: at /a: type");
        }
    }

    @Nested
    class Refuses {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "`` | has no JSON value: write a JSON Schema as JSON",
                    "{'a' | is not well-formed JSON",
                    "type: object | is not well-formed JSON",
                    "{'type':'null','type':'null'} | same member twice",
                    "{'maximum':1e400} | has a number beyond 1e300",
                    "[] | is not a valid schema: at the root it breaks the meta-schema's 'type'",
                    "{'type':'strin'} | is not a valid schema: at /type",
                    "{'minLength':-1} | is not a valid schema: at /minLength",
                    "{'properties':{'a':{'required':'a'}}} | is not a valid schema: at /properties/a/required",
                    "{'$schema':'http://json-schema.org/draft-07/schema#','minLength':-1} | is not a valid schema: at /minLength",
                    "{'$schema':'http://json-schema.org/draft-04/schema#'} | write \"https://json-schema.org/draft/2020-12/schema\" or",
                    "{'$schema':'https://json-schema.org/draft/2019-09/schema'} | is not supported",
                    "{'$schema':'http://example.com/mine'} | is not supported",
                    "{'$schema':7} | is not supported",
                    "{'$ref':'http://example.com/a'} | has 'http://example.com/a' at /$ref, which refers to another document",
                    "{'$defs':{'unused':{'$ref':'file:///etc/passwd'}}} | at /$defs/unused/$ref, which refers to another document",
                    "{'items':{'$ref':'other.json#/a'}} | at /items/$ref, which refers to another document",
                    "{'$ref':'classpath:draft-04/schema'} | which refers to another document",
                    "{'$dynamicRef':'http://example.com/a#b'} | which refers to another document",
                    "{'$id':'http://example.com/a','$ref':'b'} | which refers to another document",
                    "{'properties':{'enum':{'$ref':'x'}}} | at /properties/enum/$ref, which refers to another document",
                    "{'items':{'$schema':'http://example.com/','$id':'a'}} | cannot be compiled",
                    "{'$ref':'a b'} | which is not a URI reference",
                    "{'$ref':'#/$defs/none'} | cannot be compiled",
                    "{'items':{'$ref':'#/$defs/none'}} | cannot be compiled",
                    "{'properties':{'a':{'$ref':'#none'}}} | cannot be compiled",
                    "{'pattern':'('} | has the pattern '(' at /pattern, which is not a regular expression of ECMA-262",
                    "{'properties':{'a':{'patternProperties':{'(':{}}}}} | has the pattern '(' at /properties/a/patternProperties, which",
                    "{'properties':{'pattern':{'pattern':'(?=a)b'}}} | has the pattern '(?=a)b' at /properties/pattern/pattern, which looks ahead",
                    "{'$defs':{'unused':{'items':{'pattern':'(a)\\\\1'}}}} | has the pattern '(a)\\1' at /$defs/unused/items/pattern, which refers back",
                    "{'propertyNames':{'pattern':'a\\n('}} | has the pattern 'a (' at /propertyNames/pattern, which",
                    "{'$schema':'http://json-schema.org/draft-07/schema#','dependencies':{'a':{'pattern':'a{1001}'}}} | at /dependencies/a/pattern, which has too large a count",
                })
        void whatCannotBeCompiled(String schema, String why) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> schema(schema))
                    .withMessageContaining(why)
                    .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("\n"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"no/such/file.json", "classpath:no/such/resource.json", "nul\0byte"})
        void whatIsNotThere(String location) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DataSchema.load(location))
                    .withMessage("does not exist: write the path of a schema, or classpath: and the name of a"
                            + " resource");
        }

        @Test
        void aFolder() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DataSchema.load(folder.toString()))
                    .withMessageContaining("cannot be read (");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{'$ref':'http://127.0.0.1:PORT/a'}",
                    "{'$defs':{'a':{'$dynamicRef':'http://127.0.0.1:PORT/a#x'}}}",
                    "{'$schema':'http://127.0.0.1:PORT/a'}",
                    "{'$id':'http://127.0.0.1:PORT/a','$ref':'b'}",
                })
        void toOpenAConnection(String schema) throws IOException {
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> schema(schema.replace("PORT", Integer.toString(server.getLocalPort()))));
                server.setSoTimeout(100);
                assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(server::accept);
            }
        }
    }

    /** What a sender may try: nothing crashes, hangs or rounds, and each refusal is one of the event. */
    @Nested
    @Timeout(20)
    class Hostile {

        private static final String TREE = "{'properties':{'child':{'$ref':'#'}},'items':{'$ref':'#'}}";

        static Stream<String> notJson() {
            return Stream.of(
                    "",
                    " ",
                    "{",
                    "[1,]",
                    "{'a':1}{}",
                    "1 2",
                    "01",
                    "+1",
                    ".5",
                    "1.",
                    "NaN",
                    "Infinity",
                    "'\t'",
                    "/**/1",
                    "{a:1}",
                    "\uFEFF1",
                    "tru",
                    "[1",
                    "'\\x'",
                    "1e",
                    "]",
                    "#1",
                    "{'a' 1}");
        }

        @ParameterizedTest
        @MethodSource
        void notJson(String data) {
            assertThat(refusal("{}", data)).matches("data: (is not well-formed JSON|has).*");
        }

        @ParameterizedTest
        @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32BE", "UTF-32LE"})
        void otherEncodings(String charset) {
            byte[] data = "[\"abc\"]".getBytes(java.nio.charset.Charset.forName(charset));
            assertThatExceptionOfType(Refusal.class)
                    .isThrownBy(() -> schema("{}").check(Bytes.of(data)));
        }

        @Test
        void malformedUtf8() {
            byte[] data = {'"', (byte) 0xC0, (byte) 0x80, '"'};
            assertThatExceptionOfType(Refusal.class)
                    .isThrownBy(() -> schema("{}").check(Bytes.of(data)))
                    .withMessage("data: is not well-formed UTF-8");
        }

        @Test
        void aMemberTwice() {
            assertThat(refusal("{}", "{'" + SECRET + "':1,'\\u0053ENTINEL':2}"))
                    .isEqualTo("data: has an object with the same member twice");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "1e1000000000",
                    "-1e1000000000",
                    "1e-1000000000",
                    "1e99999999999999",
                    "1e-99999999999999",
                    "123e999",
                    "1e-1002"
                })
        void numbersBeyondAllMeasure(String number) {
            for (String schema : List.of("{}", "{'multipleOf':0.01}", "{'type':'integer'}", "{'enum':[1]}")) {
                assertThat(refusal(schema, "[" + number + "]")).startsWith("data: has a number beyond 1e500");
            }
        }

        @Test
        void aNumberOfAMillionDigits() {
            assertThat(refusal("{}", "1".repeat(1_000_000)))
                    .isEqualTo("data: has a number of more than 1000 characters");
        }

        @ParameterizedTest
        @ValueSource(strings = {"0e1000000000", "-0", "0.000"})
        void zeroIsZero(String number) {
            check("{'const':0,'type':'integer','multipleOf':0.01,'enum':[0]}", number);
        }

        @ParameterizedTest
        @ValueSource(strings = {"1e500", "1e-500", "1e499"})
        void extremeNumbersCostNothing(String number) {
            refusal(
                    "{'items':{'multipleOf':7e-300,'maximum':1e299,'minimum':1e-299}}",
                    "[" + (number + ",").repeat(20_000) + "1]");
        }

        @Test
        void depth() {
            check("{}", "[".repeat(1000) + "]".repeat(1000));
            assertThat(refusal("{}", "[".repeat(1001) + "]".repeat(1001)))
                    .isEqualTo("data: is nested deeper than 1000 levels");
            assertThat(refusal("{}", "[".repeat(500_000))).isEqualTo("data: is nested deeper than 1000 levels");
        }

        /** On a thread as small as any that Sluice has. */
        @ParameterizedTest
        @CsvSource({"'[', ']'", "'{\"child\":', '}'"})
        void depthInARecursiveSchema(String open, String close) throws Exception {
            for (String schema : List.of(TREE, TREE.replace("{'$ref':'#'}", "{'allOf':[{'anyOf':[{'$ref':'#'}]}]}"))) {
                DataSchema tree = schema(schema);
                AtomicReference<Throwable> thrown = new AtomicReference<>();
                Thread small = new Thread(
                        null,
                        () -> {
                            for (int i = 0; i < 5; i++) {
                                tree.check(Bytes.utf8(open.repeat(100) + "1" + close.repeat(100)));
                                try {
                                    tree.check(Bytes.utf8(open.repeat(999) + "1" + close.repeat(999)));
                                } catch (Refusal e) {
                                    thrown.set(e);
                                }
                            }
                        },
                        "small",
                        512 * 1024);
                small.setUncaughtExceptionHandler((thread, e) -> thrown.set(e));
                small.start();
                small.join();
                assertThat(thrown.get())
                        .isInstanceOf(Refusal.class)
                        .hasMessage("data: is nested too deeply for its schema");
            }
        }

        @Test
        void alternativesThatDoubleWithEachLevel() {
            assertThat(refusal(
                            "{'anyOf':[{'type':'array','items':{'$ref':'#'}},{'items':{'$ref':'#'},'maxItems':9}],"
                                    + "'not':{'const':1}}",
                            "[".repeat(60) + "1" + "]".repeat(60)))
                    .isEqualTo("data: takes too many steps to check against its schema");
        }

        @Test
        void namesAndItemsWhoseHashesCollide() {
            List<String> same = new ArrayList<>(List.of(""));
            for (int i = 0; i < 15; i++) {
                same = same.stream().flatMap(s -> Stream.of(s + "Aa", s + "BB")).toList();
            }
            String members = same.stream().map(s -> "'" + s + "':1").collect(Collectors.joining(",", "{", "}"));
            check("{'unevaluatedProperties':{'type':'integer'}}", members);
            String texts = same.stream().map(s -> "'" + s + "'").collect(Collectors.joining(",", "[", "]"));
            check("{'uniqueItems':true}", texts);
            String objects = same.stream().map(s -> "{'" + s + "':1}").collect(Collectors.joining(",", "[", "]"));
            check("{'uniqueItems':true,'$ref':'#/$defs/a','$defs':{'a':{'uniqueItems':true}}}", objects);
        }

        @Test
        void manyViolations() {
            String members = IntStream.range(0, 60_000)
                    .mapToObj(i -> "'" + i + "':1")
                    .collect(Collectors.joining(",", "{", "}"));
            for (String schema : List.of(
                    "{'unevaluatedProperties':false}",
                    "{'additionalProperties':{'type':'string'}}",
                    "{'anyOf':[{'additionalProperties':false},{'unevaluatedProperties':{'type':'null'}}]}",
                    "{'allOf':[{'properties':{'1':true}},{'patternProperties':{'^2':true}}],'unevaluatedProperties':false}")) {
                refusal(schema, members);
            }
        }

        /** With java.util.regex, the first takes longer than the universe is old, the second overflows the stack. */
        @Test
        void textsThatAPatternWouldBacktrackOver() {
            String text = "'" + "a".repeat(50_000) + "!'";
            assertThat(refusal("{'pattern':'^(a+)+$'}", text)).isEqualTo("data: at the root: pattern");
            check("{'pattern':'^(a|!)*$'}", text);
            String member = "{" + text + ":1}";
            assertThat(refusal("{'propertyNames':{'pattern':'^(a+)+$'}}", member))
                    .endsWith("pattern");
            assertThat(refusal("{'patternProperties':{'^(a+)+$':true},'additionalProperties':false}", member))
                    .isEqualTo("data: at the root: additionalProperties");
        }

        @Test
        void aLargePatternInTheDepthOfTheData() {
            String schema = "{'pattern':'^(a?b?c?){300}$','items':{'$ref':'#'}}";
            check(schema, "[".repeat(300) + "'" + "abc".repeat(100) + "'" + "]".repeat(300));
        }
    }

    @Nested
    class ShowsNothingOfTheEvent {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{'additionalProperties':{'type':'null'}} | {'SENTINEL':'SENTINEL'} | data: at /*: type",
                    "{'properties':{'a':{'additionalProperties':{'const':1}}}} | {'a':{'SENTINEL':'SENTINEL'}} | data: at /a/*: const",
                    "{'patternProperties':{'^S':{'pattern':'x'}}} | {'SENTINEL':'SENTINEL'} | data: at /*: pattern",
                    "{'propertyNames':{'maxLength':3}} | {'SENTINEL':1} | ``",
                    "{'items':{'enum':[1,2]}} | ['SENTINEL'] | data: at /0: enum",
                    "{'const':1} | 'SENTINEL' | data: at the root: const",
                    "{'oneOf':[{'type':'string'},{'minLength':1}]} | 'SENTINEL' | data: at the root: oneOf",
                    "{'dependentRequired':{'a':['b']}} | {'a':'SENTINEL'} | data: at the root: dependentRequired",
                    "{'contains':{'type':'null'}} | ['SENTINEL'] | data: at the root: minContains",
                })
        void butPlaceAndKeyword(String schema, String data, String message) {
            String refusal = refusal(schema, data);
            if (!message.isEmpty()) {
                assertThat(refusal).isEqualTo(message);
            }
        }

        @Test
        void howeverDeepThePlaceIs() {
            String data = "{'SENTINEL':".repeat(150) + "1" + "}".repeat(150);
            assertThat(refusal("{'additionalProperties':{'$ref':'#'},'not':{'type':'number'}}", data))
                    .startsWith("data: at /*/*/")
                    .endsWith("/...: not");
        }
    }

    @Test
    void isSharedByThreads() throws Exception {
        DataSchema orders = DataSchema.load("classpath:schemas/orders-2020-12.json");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> tasks = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                boolean valid = i % 2 == 0;
                String data = "{\"order\":{\"id\":\"A-1\",\"total\":" + (valid ? i : "null") + "}}";
                tasks.add(() -> {
                    try {
                        orders.check(Bytes.utf8(data));
                        return valid ? "" : "taken";
                    } catch (Refusal e) {
                        return valid ? e.getMessage() : e.getMessage().replace("data: at /order/total: type", "");
                    }
                });
            }
            for (Future<String> result : threads.invokeAll(tasks)) {
                assertThat(result.get()).isEmpty();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void leavesTheDataAsItIs() {
        byte[] text = "xx{\"order\":{\"id\":\"A-1\",\"total\":1}}yy".getBytes(UTF_8);
        byte[] before = text.clone();
        DataSchema.load("classpath:schemas/orders-2020-12.json")
                .check(Bytes.of(text).slice(2, text.length - 2));
        assertThat(text).isEqualTo(before);
    }

    @Test
    void findsItsMetaSchemasOnTheClassPath() {
        assertThat(SchemaReferences.META_SCHEMAS).allSatisfy(iri -> {
            String resource = iri.replaceFirst("https?://json-schema.org/", "");
            assertThat(DataSchema.class.getClassLoader().getResource(resource))
                    .as(resource)
                    .isNotNull();
        });
    }
}
