package dev.sluice.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.Schema.Reference;
import dev.sluice.core.value.SchemaType;
import dev.sluice.core.value.Serializer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSchemaSerializerTest {

    private static final byte[] PREFIX = {0, 0, 0, 0, 7};

    private static Schema schema(String text, Reference... references) {
        return new Schema(SchemaType.JSON, text.replace('\'', '"'), List.of(references));
    }

    private static void takes(Serializer serializer, String data) {
        assertThat(serializer.serialize(Bytes.utf8(data.replace('\'', '"')), PREFIX))
                .isNotEmpty();
    }

    private static void refuses(Serializer serializer, String data, String rule) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> serializer.serialize(Bytes.utf8(data.replace('\'', '"')), PREFIX))
                .withMessage("data: " + rule);
    }

    @Test
    void writesTheDataAsItIsBehindThePrefix() {
        Serializer serializer = JsonSchemaSerializer.compile(schema("{'type':'object'}"));
        Bytes data = Bytes.utf8("x{ \"a\": 1.50 }x");
        byte[] value = serializer.serialize(data.slice(1, data.length() - 1), PREFIX);
        assertThat(new String(value, StandardCharsets.ISO_8859_1)).isEqualTo("\0\0\0\0\7{ \"a\": 1.50 }");
        assertThat(serializer.messageIndexes()).isEmpty();
    }

    @Test
    void refusesDataThatBreaksTheSchema() {
        Serializer serializer = JsonSchemaSerializer.compile(schema("{'properties':{'a':{'type':'string'}}}"));
        refuses(serializer, "{'a':1}", "at /a: type");
        refuses(serializer, "{", "is not well-formed JSON");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                // the schema has no $id, a relative one, an absolute one; the name is the text of the $ref
                "{'$ref':'address.json'} | address.json",
                "{'$ref':'address.json#'} | address.json",
                "{'$id':'https://acme.example/order.json','$ref':'address.json'} | address.json",
                "{'$id':'https://acme.example/order.json','$ref':'https://acme.example/address.json'} | address.json",
                "{'$id':'https://acme.example/order.json','$ref':'/address.json'} | https://acme.example/address.json",
                "{'$ref':'urn:acme:address'} | urn:acme:address",
                "{'$schema':'http://json-schema.org/draft-07/schema#','$ref':'address.json'} | address.json"
            })
    void checksWhatIsInASchemaThatItRefersTo(String order, String name) {
        Serializer serializer = JsonSchemaSerializer.compile(schema(
                order, new Reference(name, schema("{'properties':{'city':{'type':'string'}},'required':['city']}"))));
        takes(serializer, "{'city':'Ulm'}");
        refuses(serializer, "{'city':1}", "at /city: type");
        refuses(serializer, "{}", "at the root: required");
    }

    @Test
    void findsAPartOfASchemaThatItRefersToAndSchemasThatThoseReferTo() {
        Schema city = schema("{'$defs':{'name':{'type':'string'}}}");
        Schema address = schema(
                "{'$id':'https://acme.example/address','properties':{'city':{'$ref':'city#/$defs/name'}}}",
                new Reference("city", city));
        Serializer serializer = JsonSchemaSerializer.compile(schema(
                "{'properties':{'to':{'$ref':'a'},'from':{'$ref':'https://acme.example/address'}}}",
                new Reference("a", address),
                new Reference("b", address)));
        takes(serializer, "{'to':{'city':'Ulm'},'from':{'city':'Bonn'}}");
        refuses(serializer, "{'to':{'city':1}}", "at /to/city: type");
        refuses(serializer, "{'from':{'city':1}}", "at /from/city: type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'$ref':'other'} | {} | has 'other' at /$ref, which refers to another document",
                "{'$ref':'a'} | {'$ref':'other'} | has 'other' at /$ref, which refers to another document",
                "{'$ref':'a'} | [ | refers to a, which is not well-formed JSON",
                "{'$ref':'a'} | {'type':'text'} | refers to document:/a, which is not a valid schema: at /type",
                "{'$ref':'a'} | {'pattern':'(?=a)'} | refers to document:/a, which has the pattern '(?=a)' at /pattern",
                "{'$ref':'a'} | {'$schema':'http://json-schema.org/draft-07/schema'} | refers to document:/a, which has another $schema",
                "{'$ref':'a#/$defs/b'} | {} | cannot be compiled",
                "{'$schema':'http://json-schema.org/draft-04/schema'} | {} | has $schema \"http://json-schema.org/draft-04/schema\", which is not supported"
            })
    void refusesWhatCannotBeCompiled(String order, String a, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonSchemaSerializer.compile(schema(order, new Reference("a", schema(a)))))
                .withMessageStartingWith(why)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    /** Two names for each on every level, so that there are 2^20 ways to the last. */
    @Test
    @Timeout(20)
    void refusesReferencesOnTooManyWays() {
        Schema below = schema("{}");
        for (int level = 0; level < 20; level++) {
            below = schema("{}", new Reference("a/", below), new Reference("b/", below));
        }
        Schema all = below;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonSchemaSerializer.compile(all))
                .withMessage("refers to more than 200 schemas, of which one counts for each name that it has");
    }

    @Test
    void refusesASchemaOfAnotherType() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonSchemaSerializer.compile(new Schema(SchemaType.AVRO, "\"string\"", List.of())))
                .withMessageStartingWith("is AVRO");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'not':", "{'allOf':[{'items':", "{'properties':{'a':"})
    void refusesASchemaThatIsNestedTooDeeply(String open) {
        String close = open.replaceAll("[^\\[{]", "");
        String inReverse = new StringBuilder(close.replace('{', '}').replace('[', ']'))
                .reverse()
                .toString();
        String deep = open.repeat(400) + "true" + inReverse.repeat(400);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonSchemaSerializer.compile(schema(deep)))
                .satisfies(e -> assertThat(e.getMessage()).contains("is nested "));
    }

    @ParameterizedTest
    @CsvSource({"order, ''", "order, #", "https://acme.example/order, order"})
    void refusesAReferenceByItsOwnName(String id, String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonSchemaSerializer.compile(
                        schema("{'$id':'" + id + "'}", new Reference(name, schema("{'type':'string'}")))))
                .withMessageStartingWith("refers to another schema by its own name");
    }

    @Test
    void keepsItsOwnMetaSchemas() {
        String meta = "https://json-schema.org/draft/2020-12/schema";
        Serializer serializer = JsonSchemaSerializer.compile(
                schema("{'$ref':'" + meta + "'}", new Reference(meta, schema("{'type':'string'}"))));
        takes(serializer, "{'type':'object'}");
        refuses(serializer, "'x'", "at the root: type");
    }

    @Test
    void refusesTwoSchemasOfOneName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonSchemaSerializer.compile(
                        schema("{}", new Reference("a", schema("{}")), new Reference("a", schema("true")))))
                .withMessageStartingWith("refers to two schemas by the name a");
    }
}
