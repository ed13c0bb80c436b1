package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.core.value.Framing;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaSource;
import dev.sluice.core.value.SchemaType;
import dev.sluice.core.value.SchemaUse;
import dev.sluice.core.value.Serializer;
import dev.sluice.core.value.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the keys below {@code value} make of a route, and what is told of those that contradict each other. */
class ValueKeysTest {

    private static final String FILE = "classpath:schemas/orders-2020-12.json";
    private static final String GOOD = "{\"order\":{\"id\":\"A-7\",\"total\":12.50}}";

    private final List<SchemaUse> asked = new ArrayList<>();

    /** A registry that has the schema of the tests under every subject, with the id 7. */
    private SchemaSource registry(SchemaUse use) {
        asked.add(use);
        Schema given = use.given();
        return subject -> {
            Serializer serializer = use.compiler()
                    .compile(given == null ? new Schema(SchemaType.JSON, "{\"type\":\"object\"}", List.of()) : given);
            return new Writer(use.framing().prefix(7, serializer), serializer);
        };
    }

    private Configured withRegistry(String sluice) {
        return Configured.withRegistry("sluice: " + sluice.replace("FILE", FILE), this::registry);
    }

    private static String value(Configured configured) {
        CloudEvent event = new CloudEventBuilder()
                .set("specversion", CloudEvent.SPEC_VERSION)
                .set("id", "1")
                .set("source", "/s")
                .set("type", "t")
                .set("datacontenttype", "application/json")
                .data(Bytes.utf8(GOOD))
                .build();
        KafkaRecord record =
                configured.mapper().map(event, Arrival.ANONYMOUS).records().get(0);
        return new String(Objects.requireNonNull(record.value()), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            { format: thrift } | sluice.value.format 'thrift' is not known: write one of sent, avro, protobuf, json-schema
            { format: avro } | sluice.value.format 'avro' needs a schema: set sluice.registry.url, or value.schema with value.framing none
            { format: avro, framing: none } | sluice.value.format 'avro' needs a schema: set sluice.registry.url, or value.schema with value.framing none
            { format: json-schema, schema: FILE } | sluice.value.schema 'FILE' needs sluice.registry.url, which is missing, because the schema's id there is in front of the data: set it, or write value.framing none
            { format: json-schema, schema: FILE, framing: confluent } | sluice.value.framing 'confluent' needs sluice.registry.url, which is missing, because the schema's id there is in front of the data: set it, or write value.framing none
            { format: json-schema, schema: FILE, framing: none, register: true } | sluice.value.register 'true' needs sluice.registry.url, which is missing: set it
            { format: json-schema, schema: no.json, framing: none } | sluice.value.schema 'no.json' does not exist: write the path of a schema, or classpath: and the name of a resource
            { format: json-schema, schema: "classpath:logo.png", framing: none } | sluice.value.schema 'classpath:logo.png' does not exist: write the path of a schema, or classpath: and the name of a resource
            { format: json-schema, schema: FILE, framing: none, subject: s } | sluice.value.subject 's' has no effect, because value.framing is none and the schema is a file
            """)
    void areToldWithoutARegistry(String value, String told) {
        String yaml = "sluice: { topic: t, value: " + value + " }";
        assertThat(Configured.by(yaml.replace("FILE", FILE)).errors()).containsExactly(told.replace("FILE", FILE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            { topic: t, value: { subject: s } } | sluice.value.subject 's' has no effect without value.format: set both, or leave both out
            { topic: t, value: { format: sent, version: 3 } } | sluice.value.version '3' has no effect, because value.format is sent: leave one of the two out
            { topic: t, value: { subjects-allowed: [a, b] } } | sluice.value.subjects-allowed '[a, b]' has no effect without value.format: set both, or leave both out
            { topic: t, content-mode: structured, value: { format: avro } } | sluice.value.format 'avro' and sluice.content-mode 'structured' exclude each other, because a structured record is the event as JSON: write content-mode binary, or value.format sent
            { value: { format: avro }, routes: { a: { topic: t, content-mode: structured } } } | sluice.value.format 'avro' and sluice.routes.a.content-mode 'structured' exclude each other, because a structured record is the event as JSON: write content-mode binary, or value.format sent
            { topic: t, value: { format: avro, framing: header } } | sluice.value.framing 'header' is not supported: write confluent or none
            { topic: t, value: { format: avro, framing: apicurio } } | sluice.value.framing 'apicurio' is not known: write one of confluent, none
            { topic: t, value: { format: avro, message: a.B } } | sluice.value.message 'a.B' has no effect, because it is for value.format protobuf
            { topic: t, value: { format: protobuf, json: avro } } | sluice.value.json 'avro' has no effect, because it is for value.format avro
            { topic: t, value: { format: avro, json: wrapped } } | sluice.value.json 'wrapped' is not known: write one of plain, avro
            { topic: t, value: { format: json-schema, unknown-members: ignore } } | sluice.value.unknown-members 'ignore' has no effect with value.format json-schema: write additionalProperties into the schema
            { topic: t, value: { format: avro, unknown-members: drop } } | sluice.value.unknown-members 'drop' is not known: write one of refuse, ignore
            { topic: t, value: { format: avro, version: newest } } | sluice.value.version 'newest' is no version: write latest, or a number from 1
            { topic: t, value: { format: avro, version: 0 } } | sluice.value.version '0' is no version: write latest, or a number from 1
            { topic: t, value: { format: json-schema, schema: FILE, version: 3 } } | sluice.value.version '3' has no effect, because value.schema is the schema: leave one of the two out
            { topic: t, value: { format: avro, register: true } } | sluice.value.register 'true' has no effect without value.schema, the file to register
            { topic: t, value: { format: avro, register: always } } | sluice.value.register 'always' is not a boolean: write true or false
            { topic: t, value: { format: avro, subject: "{type}-value" } } | sluice.value.subject '{type}-value' would let events choose any schema: list the subjects that they may choose in value.subjects-allowed
            { topic: t, value: { format: avro, subject: "{type}-value", subjects-allowed: [a-key] } } | sluice.value.subject '{type}-value' can yield none of value.subjects-allowed, so it would refuse every event: write one that fits
            { topic: t, value: { format: avro, subject: s, subjects-allowed: [s] } } | sluice.value.subjects-allowed '[s]' has no effect, because value.subject is not a template: leave it out
            { topic: t, value: { format: avro, subjects-allowed: [s] } } | sluice.value.subjects-allowed '[s]' has no effect, because value.subject is not a template: leave it out
            { topic: t, value: { format: avro, subject: "{Type}", subjects-allowed: [s] } } | sluice.value.subject '{Type}' has {Type} in it, which is not an attribute name (lower-case letters and digits), a JSON Pointer (starts with a slash), @sender, @caller or a text with one of these in braces
            { topic: "{type}", topics-allowed-prefix: [t.], value: { format: json-schema, schema: FILE } } | sluice.value.schema 'FILE' is for subjects that are not known at startup, because topics-allowed-prefix lets events choose any: set value.subject
            { topic: t, schema: FILE, value: { format: json-schema, schema: FILE } } | sluice.schema 'FILE' is value.schema too, which the data is checked against: leave schema out
            { topic: t, value: { format: json-schema, schema: FILE, framing: none, subject: s } } | sluice.value.subject 's' has no effect, because value.framing is none and the schema is a file
            { topic: t, value: { formt: avro } } | sluice.value.formt is not a key of Sluice: did you mean sluice.value.format?
            { topic: t, value: avro } | sluice.value is not a key of Sluice: did you mean sluice.value.format?
            """)
    void areToldWithARegistry(String sluice, String told) {
        assertThat(withRegistry(sluice).errors()).containsExactly(told.replace("FILE", FILE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            { format: avro } | { json: plain } |
            { format: avro } | { message: a.B } | sluice.routes.r.value.message 'a.B' has no effect, because it is for value.format protobuf
            { format: avro, json: avro } | { format: protobuf, message: a.B } | sluice.value.json 'avro' has no effect, because it is for value.format avro
            { subject: s } | { format: avro } |
            { subject: s } | { format: sent } | sluice.value.subject 's' has no effect, because value.format is sent: leave one of the two out
            { format: avro, version: 3 } | { format: json-schema, schema: FILE } | sluice.value.version '3' has no effect, because value.schema is the schema: leave one of the two out
            { framing: none, message: a.B } | { format: protobuf, framing: confluent } |
            { subjects-allowed: [a, b] } | { format: avro, subject: "{type}" } |
            { format: avro, subject: "{type}", subjects-allowed: [a, b] } | { subject: c } | sluice.value.subjects-allowed '[a, b]' has no effect, because value.subject is not a template: leave it out
            """)
    void areInheritedOneByOne(String all, String own, String told) {
        Configured configured = withRegistry("{ value: " + all + ", routes: { r: { topic: t, value: " + own + " } } }");
        if (told == null) {
            assertThat(configured.errors()).isEmpty();
        } else {
            assertThat(configured.errors()).containsExactly(told);
        }
    }

    @Test
    void belowSluiceNeedToHaveAnEffectOnOneRouteOnly() {
        assertThat(withRegistry("""
                  {
                    topic: t,
                    value: { format: avro, json: avro, message: a.B, version: 3 },
                    routes: {
                      a: { when: "x = 1", value: { format: sent } },
                      b: { when: "x = 2", value: { format: protobuf } },
                      c: { when: "x = 3", value: { format: json-schema, schema: "FILE" } } } }
                """).errors()).isEmpty();
    }

    @Test
    void makeTheFormatOfAFileWithoutARegistry() {
        Configured configured = Configured.by(
                "sluice: { topic: t, value: { format: json-schema, schema: '" + FILE + "', framing: none } }");
        assertThat(value(configured)).isEqualTo(GOOD);
    }

    @Test
    void askTheRegistryForTheSubjectOfTheTopic() {
        Configured configured = withRegistry("{ topic: t, value: { format: json-schema } }");
        assertThat(value(configured)).isEqualTo("\0\0\0\0\7" + GOOD);
        assertThat(asked).singleElement().satisfies(use -> {
            assertThat(use.framing()).isEqualTo(Framing.CONFLUENT);
            assertThat(use.given()).isNull();
            assertThat(use.version()).isNull();
            assertThat(use.subjects()).containsExactly("t-value");
        });
    }

    @Test
    void askTheRegistryForAVersionOfTheSubjectsThatATemplateMayYield() {
        withRegistry("""
                { topic: t, value: { format: json-schema, subject: "x.{type}", subjects-allowed: [x.a, x.b],
                    version: 12, framing: none } }
                """).mapper();
        assertThat(asked).singleElement().satisfies(use -> {
            assertThat(use.framing()).isEqualTo(Framing.NONE);
            assertThat(use.version()).isEqualTo(12);
            assertThat(use.subjects()).containsExactlyInAnyOrder("x.a", "x.b");
        });
    }

    @Test
    void askTheRegistryForTheIdOfAFileOnly() {
        Configured configured = withRegistry("""
                { topic: "o.{type}", topics-allowed: [o.s, o.t],
                  value: { format: json-schema, schema: "FILE", register: true } }
                """);
        assertThat(value(configured)).isEqualTo("\0\0\0\0\7" + GOOD);
        assertThat(asked).singleElement().satisfies(use -> {
            assertThat(use.registers()).isTrue();
            assertThat(use.given()).isNotNull();
            assertThat(use.subjects()).containsExactlyInAnyOrder("o.s-value", "o.t-value");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"{ format: json-schema }", "{ format: json-schema, schema: 'FILE' }"})
    void giveAllRoutesOfOneKindOneCompiler(String value) {
        withRegistry("{ topic: t, value: " + value + """
                  , routes: { a: { when: "x = 1", topic: a }, b: { when: "x = 2", value: { subject: s } } } }
                """).mapper();
        assertThat(asked)
                .hasSize(3)
                .extracting(SchemaUse::compiler)
                .containsOnly(asked.get(0).compiler());
    }

    @Test
    void areMeantWhereAFormatStandsAlone() {
        assertThat(Configured.by("sluice: { topic: t }", Map.of("SLUICE_VALUE", "avro"))
                        .errors())
                .containsExactly("SLUICE_VALUE is not a key of Sluice: did you mean SLUICE_VALUE_FORMAT?");
    }

    @Test
    void areAdvisedOfAnAttributeThatIsProbablyMisspelt() {
        assertThat(withRegistry("""
                  { topic: t, value: { format: avro, subject: "{subejct}-value", subjects-allowed: [a-value] } }
                """).advice())
                .containsExactly("sluice.value.subject '{subejct}-value' asks for the attribute subejct: did you mean"
                        + " subject?");
    }

    @Test
    void canBeVariables() {
        Configured configured = Configured.by(
                "sluice: { topic: t, routes: { r: { when: \"type = 't'\" } } }",
                Map.of(
                        "SLUICE_VALUE_FRAMING", "none",
                        "SLUICE_ROUTES_R_VALUE_FORMAT", "json-schema",
                        "SLUICE_ROUTES_R_VALUE_SCHEMA", FILE));
        assertThat(value(configured)).isEqualTo(GOOD);
    }
}
