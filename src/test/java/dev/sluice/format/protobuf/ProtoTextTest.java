package dev.sluice.format.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaType;
import dev.sluice.format.protobuf.ProtoFile.Field;
import dev.sluice.format.protobuf.ProtoFile.Label;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code .proto} texts: what they declare, what their names mean, and what is refused, where. */
class ProtoTextTest {

    private static final String PROTO3 = "syntax = 'proto3'; ";

    private static Schema schema(String text, Schema.Reference... references) {
        return new Schema(SchemaType.PROTOBUF, text, List.of(references));
    }

    private static Schema.Reference reference(String name, String text, Schema.Reference... references) {
        return new Schema.Reference(name, schema(text, references));
    }

    private static Linker link(String text, Schema.Reference... references) {
        return Linker.link(ProtoFiles.of(schema(text, references)));
    }

    /** The full name of the type of the first field of the first message. */
    private static String typeOfFirstField(String text, Schema.Reference... references) {
        Map<String, ProtoFile> files = ProtoFiles.of(schema(text, references));
        Symbol type = Linker.link(files)
                .type(files.get(ProtoFiles.ROOT).messages().get(0).fields().get(0));
        return type == null ? "a scalar" : type.fullName();
    }

    private static Field field(String text) {
        return ProtoParser.parse("", text).messages().get(0).fields().get(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";;",
                "message A {}",
                "syntax = \"proto2\"; message A {}",
                "syntax = 'pro' \"to3\";\n// comment\n/* * / ** */ message A { ; }",
                "message A { optional int32 message = 1; optional int32 optional = 2; optional int32 to = 3; }",
                "message A { extensions 100 to 199, 500, 1000 to max [declaration = { number: 100 }]; }",
                "message A { reserved 2, 9 to 11; reserved \"x\", 'y'; reserved 100 to max; optional int32 z = 3; }",
                "message A { optional int32 a = 1 [default = -1]; optional float b = 2 [default = -inf]; }",
                "message A { optional float a = 1 [default = nan]; optional double b = 2 [default = .5e+3]; }",
                "message A { optional string a = 1 [default = 'x\\n\\x41\\101\\u00e9' \"y\"]; }",
                "message A { optional E e = 1 [default = ONE]; enum E { ZERO = 0; ONE = 1; } }",
                "message A { optional int64 a = 0x10; optional int64 b = 017; } ",
                "message A { optional int32 a = 1 [deprecated = true, (my.opt).sub.(other) = { x: 'y' z <> }]; }",
                "option java_package = \"com.acme\"; option (acme.file) = { a: [1, 2] b { c: 3 } }; option (x).y = -1.5;",
                "enum E { option allow_alias = true; A = 0; B = 0; C = -1; D = 0x7FFFFFFF; E_MIN = -2147483648; }",
                "enum E { A = 5; reserved 1 to 3, -9 to -7, 100 to max; reserved 'OLD'; }",
                "message A { extensions 5; } extend A { optional int32 x = 5; } message B { extend A { repeated B y = 5; } }",
                "service S { option deprecated = true; rpc Do (A) returns (stream A) { option (o) = {}; } rpc Do2(A) returns(A); }",
                "syntax = 'proto3'; message A { optional int32 a = 1; int32 b = 2; repeated int32 c = 3 [packed = false]; }",
                "syntax = 'proto3'; message A { map<string, A> a = 1; map<bool, E> b = 2; } enum E { Z = 0; }",
                "syntax = 'proto3'; message A { oneof o { option (x) = 1; int32 a = 1; A b = 2; } oneof p { string c = 3; } }",
                "import \"google/protobuf/descriptor.proto\"; extend google.protobuf.FieldOptions { optional bool pii = 50001; }",
                "import weak 'google/protobuf/any.proto'; message A { optional google.protobuf.Any any = 1; }",
                "message map {} message A { optional map m = 1; repeated .map n = 2; }",
                "message A { optional B b = 1; message B {} } message B {}"
            })
    void takes(String text) {
        assertThatCode(() -> link(text)).doesNotThrowAnyException();
    }

    @Test
    void knowsWhatEveryPartOfAFieldSays() {
        Field field = field("message A { repeated sint32 some_name = 0x1F [packed = true, json_name = \"x\"]; }");
        assertThat(field.name()).isEqualTo(new Name("some_name", 1, 29));
        assertThat(field.number()).isEqualTo(31);
        assertThat(field.label()).isEqualTo(Label.REPEATED);
        assertThat(field.type().text()).isEqualTo("sint32");
        assertThat(field.packed()).isTrue();
        assertThat(field.jsonName()).isEqualTo("x");
        assertThat(field.oneof()).isEqualTo(Field.NO_ONEOF);
    }

    @ParameterizedTest
    @CsvSource({
        "order_id, orderId",
        "orderId, orderId",
        "OrderId, OrderId",
        "_order__id_, OrderId",
        "order_2_id, order2Id",
        "ORDER_ID, ORDERID"
    })
    void namesAFieldInJson(String name, String json) {
        assertThat(field("message A { optional int32 " + name + " = 1; }").jsonName())
                .isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "optional int32 a = 1;|OPTIONAL",
                "required int32 a = 1;|REQUIRED",
                "repeated int32 a = 1;|REPEATED",
                "map<int32, int32> a = 1;|MAP",
                "oneof o { int32 a = 1; }|OPTIONAL"
            })
    void knowsHowOftenAFieldOccurs(String field, Label label) {
        assertThat(field("message A { " + field + " }").label()).isEqualTo(label);
    }

    @Test
    void aFieldOfProto3WithoutALabelIsImplicit() {
        assertThat(field(PROTO3 + "message A { int32 a = 1; }").label()).isEqualTo(Label.IMPLICIT);
        assertThat(field(PROTO3 + "message A { optional int32 a = 1; }").label())
                .isEqualTo(Label.OPTIONAL);
    }

    // names

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "package a.b; message M { optional N f = 1; } message N {}|a.b.N",
                "package a.b; message M { optional b.N f = 1; } message N {}|a.b.N",
                "package a.b; message M { optional a.b.N f = 1; } message N {}|a.b.N",
                "package a.b; message M { optional .a.b.N f = 1; } message N {}|a.b.N",
                "message M { optional N f = 1; message N {} } message N {}|M.N",
                "message M { optional .N f = 1; message N {} } message N {}|N",
                "message M { optional M f = 1; }|M",
                "message M { optional M.N f = 1; message N {} }|M.N",
                "message M { optional N.O f = 1; message N { message O {} } } message N {}|M.N.O",
                // a field is no type, so the search goes on outwards
                "message M { optional N f = 1; optional int32 N = 2; } message N {}|N",
                "message M { optional N.O f = 1; optional int32 N = 2; } message N { message O {} }|N.O",
                "message M { optional E f = 1; enum E { Z = 0; } }|M.E"
            })
    void findsTheTypeByTheInnermostScope(String text, String fullName) {
        assertThat(typeOfFirstField(text)).isEqualTo(fullName);
    }

    @Test
    void theInnermostScopeDecidesAlsoIfTheRestOfTheNameIsNotThere() {
        assertThatThrownBy(() -> link("message M { optional N.O f = 1; message N {} } message N { message O {} }"))
                .hasMessage("line 1, column 22: the type 'N.O' is not defined: 'N' is the nearest of that name, and has"
                        + " no 'O'");
    }

    @Test
    void importsAreReferencesByTheirPath() {
        Schema.Reference money = reference("acme/money.proto", "package acme; message Money {}");
        String text = "import 'acme/money.proto'; package acme.shop; message M { optional Money m = 1; }";
        assertThat(typeOfFirstField(text, money)).isEqualTo("acme.Money");
    }

    @Test
    void whatAnImportImportsIsSeenIfPublic() {
        Schema.Reference base = reference("base.proto", "message Base {}");
        Schema.Reference open = reference("a.proto", "import public 'base.proto';", base);
        Schema.Reference closed = reference("a.proto", "import 'base.proto';", base);
        String text = "import 'a.proto'; message M { optional Base b = 1; }";
        assertThat(typeOfFirstField(text, open)).isEqualTo("Base");
        assertThatThrownBy(() -> link(text, closed)).hasMessage("line 1, column 40: the type 'Base' is not defined");
    }

    @Test
    void aPackageIsSeenOnlyWhereItIsImported() {
        Schema.Reference base = reference("base.proto", "package a.b; message Base {}");
        Schema.Reference middle = reference("middle.proto", "package x; import 'base.proto';", base);
        // 'b' of a.b is not seen from a.m, so it is the top one
        Schema.Reference top = reference("top.proto", "package b; message Base {}");
        String text = "package a.m; import 'middle.proto'; import 'top.proto'; message M { optional b.Base f = 1; }";
        assertThat(typeOfFirstField(text, middle, top)).isEqualTo("b.Base");
    }

    @Test
    void anImportIsAlsoFoundAmongTheReferencesOfTheSchemaItself() {
        Schema.Reference base = reference("base.proto", "message Base {}");
        Schema.Reference other = reference("a.proto", "import public 'base.proto';");
        assertThat(typeOfFirstField("import 'a.proto'; message M { optional Base b = 1; }", other, base))
                .isEqualTo("Base");
    }

    @Test
    void refusesImportsThatAreMissingOrWrong() {
        assertThatThrownBy(() -> link("import 'a.proto';"))
                .hasMessage(
                        "line 1, column 8: the import 'a.proto' is not among the schema's references: add it there");
        assertThatThrownBy(() -> link("import 'a.proto';", reference("a.proto", "\nmessage {}")))
                .hasMessage("in the import 'a.proto': line 2, column 9: expected a name, found '{'");
        assertThatThrownBy(() -> link("import 'a.proto';", reference("a.proto", "message A { optional B b = 1; }")))
                .hasMessage("in the import 'a.proto': line 1, column 22: the type 'B' is not defined");
        assertThatThrownBy(() -> link(
                        "import 'a.proto';",
                        reference("a.proto", "import 'b.proto';"),
                        reference("b.proto", "import 'a.proto';")))
                .hasMessage("in the import 'b.proto': line 1, column 8: the import 'a.proto' imports itself");
        assertThatThrownBy(() -> link(
                        "import 'a.proto'; import 'b.proto';",
                        reference("a.proto", "import 'b.proto';", reference("b.proto", "message B {}")),
                        reference("b.proto", "message C {}")))
                .hasMessage("line 1, column 26: the import 'b.proto' stands for two texts");
        assertThatThrownBy(() -> link("import 'a.proto'; message A {}", reference("a.proto", "message A {}")))
                .hasMessage("line 1, column 27: 'A' is defined twice in its scope");
    }

    @Test
    void longChainsOfImportsAreRefused() {
        Schema.Reference last = reference("f0.proto", "");
        for (int i = 1; i <= 101; i++) {
            last = reference("f" + i + ".proto", "import 'f" + (i - 1) + ".proto';", last);
        }
        Schema.Reference chain = last;
        assertThatThrownBy(() -> link("import 'f101.proto';", chain))
                .hasMessage("in the import 'f2.proto': line 1, column 8: imports are chained over more than 100 files");
    }

    // refusals

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "edition = '2023';|1, column 1: editions are not read: write syntax = \"proto3\" or \"proto2\"",
                "syntax = 'proto4';|1, column 10: the syntax is 'proto4': it must be \"proto2\" or \"proto3\"",
                "message A {} syntax = 'proto3';|1, column 14: the syntax is said once, and first",
                "package a; package b;|1, column 12: a file has one package",
                "= 1;|1, column 1: expected a declaration, found '='",
                "enum E { = }|1, column 10: expected '}', found '='",
                "mesage A {}|1, column 1: expected a declaration, found 'mesage'",
                "message A {|1, column 12: expected '}', found the end",
                "message A { optional int32 a 1; }|1, column 30: expected '=', found '1'",
                "message A { int32 a = 1; }|1, column 13: a field of proto2 needs 'optional', 'required' or 'repeated'",
                "message A { optional int32 a = 0; }|1, column 32: expected a number from 1 to 536870911, without 19000 to 19999, found '0'",
                "message A { optional int32 a = 19500; }|1, column 32: expected a number from 1 to 536870911, without 19000 to 19999, found '19500'",
                "message A { optional int32 a = 536870912; }|1, column 32: expected a number from 1 to 536870911, without 19000 to 19999, found '536870912'",
                "message A { optional int32 a = 99999999999999999999; }|1, column 32: expected a number from 1 to 536870911, without 19000 to 19999, found '99999999999999999999'",
                "message A { optional int32 a = 08; }|1, column 32: expected a number from 1 to 536870911, without 19000 to 19999, found '08'",
                "message A { optional int32 a = 1; optional int32 b = 1; }|1, column 50: the fields 'a' and 'b' have the number 1",
                "message A { optional int32 a = 1; optional int32 a = 2; }|1, column 50: 'a' is defined twice in its scope",
                "message A { oneof a { int32 a = 1; } }|1, column 19: 'a' is defined twice in its scope",
                "message A { optional int32 a = 1; message a {} }|1, column 43: 'a' is defined twice in its scope",
                "enum E { A = 0; } enum F { A = 0; }|1, column 28: 'A' is defined twice in its scope",
                "message A {} enum A { B = 0; }|1, column 19: 'A' is defined twice in its scope",
                "message A { optional B b = 1; }|1, column 22: the type 'B' is not defined",
                "message A { optional A.b c = 1; optional int32 b = 2; }|1, column 22: 'A.b' is not a type",
                "message A { optional group B = 1 {} }|1, column 22: groups are not written: use a nested message",
                "message A { reserved 1 to 3; optional int32 a = 2; }|1, column 45: the number 2 of the field 'a' is reserved or an extension's",
                "message A { extensions 2; optional int32 a = 2; }|1, column 42: the number 2 of the field 'a' is reserved or an extension's",
                "message A { reserved 'a'; optional int32 a = 2; }|1, column 42: the name 'a' is reserved",
                "message A { reserved 1 to 3, 2; }|1, column 30: two ranges overlap",
                "message A { reserved 3 to 1; }|1, column 22: a range ends before it starts",
                "message A { reserved 'a', 'a'; }|1, column 27: the name 'a' is reserved twice",
                "message A { oneof o {} }|1, column 19: the oneof 'o' has no field",
                "message A { oneof o { optional int32 a = 1; } }|1, column 23: a field of a oneof has no label",
                "message A { oneof o { map<int32, int32> a = 1; } }|1, column 23: a map has no label and is not in a oneof",
                "message A { map<float, int32> a = 1; }|1, column 17: 'float' is not a type of keys",
                "message A { map<A, int32> a = 1; }|1, column 17: 'A' is not a type of keys",
                "message A { optional int32 a = 1 [packed = true]; }|1, column 28: the field 'a' cannot be packed",
                "message A { repeated string a = 1 [packed = true]; }|1, column 29: the field 'a' cannot be packed",
                "message A { repeated A a = 1 [packed = true]; }|1, column 24: the field 'a' cannot be packed",
                "message A { repeated int32 a = 1 [default = 1]; }|1, column 35: the field 'a' cannot have a default",
                "message A { optional int32 a = 1 [default = 1.5]; }|1, column 45: expected a number, found '1.5'",
                "message A { optional bool a = 1 [default = 1]; }|1, column 44: expected 'true' or 'false', found '1'",
                "message A { optional E e = 1 [default = B]; enum E { Z = 0; } }|1, column 41: the enum of the field 'e' has no value 'B'",
                "message A { optional A a = 1 [default = B]; }|1, column 24: the field 'a' cannot have a default",
                "message A { optional int32 a = 1 [json_name = 'a', json_name = 'b']; }|1, column 52: json_name is said twice",
                "message A { option message_set_wire_format = true; }|1, column 20: message sets are not written",
                "message A { option map_entry = true; }|1, column 20: map_entry is not an option of a text: write map<...>",
                "enum E {}|1, column 6: the enum 'E' has no value",
                "enum E { A = 0; B = 0; }|1, column 17: the number 0 is used before: aliases need allow_alias",
                "enum E { A = 2147483648; }|1, column 14: expected a number of 32 bits, found '2147483648'",
                "enum E { A = 0; reserved 0; }|1, column 10: the value 'A' is reserved",
                "service S {|1, column 11: '{' has no '}'",
                "/* no end|1, column 1: a comment has no end",
                "option a = \"no end|1, column 12: a string has no end",
                "option a = '\\q';|1, column 12: a string has an unknown escape",
                "option a = '\\xg';|1, column 12: a string has an incomplete escape",
                "option a = 1x;|1, column 12: is not a number",
                "option a = ;|1, column 12: expected a value, found ';'",
                "message \u00e9 {}|1, column 9: expected a name, found '?'"
            })
    void refusesInOneLineThatSaysWhere(String text, String message) {
        assertThatThrownBy(() -> link(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("line " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "message A { required int32 a = 1; }|32: proto3 has no required fields",
                "message A { extensions 1; }|32: proto3 has no extension ranges",
                "message A { int32 a = 1 [default = 1]; }|45: the field 'a' cannot have a default",
                "enum E { A = 1; }|29: the first value of an enum of proto3 must be 0",
            })
    void refusesInProto3(String text, String message) {
        assertThatThrownBy(() -> link(PROTO3 + text)).hasMessage("line 1, column " + message);
    }

    @Test
    void aFieldOfProto3NeedsAnEnumThatHasAZeroForCertain() {
        Schema.Reference proto2 = reference("e.proto", "enum E { ONE = 1; }");
        assertThatThrownBy(() -> link(PROTO3 + "import 'e.proto'; message A { E e = 1; }", proto2))
                .hasMessageEndingWith("the enum of the field 'e' is of proto2: a field of proto3 that is not optional"
                        + " needs one of proto3");
        assertThatCode(() -> link(PROTO3 + "import 'e.proto'; message A { optional E e = 1; }", proto2))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> link(PROTO3 + "import 'e.proto'; message A { map<int32, E> e = 1; }", proto2))
                .hasMessageEndingWith("the values of the map 'e' are an enum whose first value is not 0");
    }

    @Test
    void linesAreCountedAcrossCommentsAndCarriageReturns() {
        assertThatThrownBy(() -> link("// one\r\n/* two\n three */\n  message A { optional B b = 1; }"))
                .hasMessage("line 4, column 24: the type 'B' is not defined");
    }

    // bounds

    @Test
    void messagesMayBeNestedToALevel() {
        String text =
                IntStream.range(0, 32).mapToObj(i -> "message M" + i + " {").collect(Collectors.joining());
        assertThatCode(() -> link(text + "}".repeat(32))).doesNotThrowAnyException();
        assertThatThrownBy(() -> link("message L {" + text + "}".repeat(33)))
                .hasMessageEndingWith("messages are nested deeper than 32 levels");
    }

    @Test
    void longNamesAndTextsAreRefused() {
        assertThatThrownBy(() -> link("message " + "a".repeat(256) + " {}"))
                .hasMessage("line 1, column 9: a name is longer than 255 characters");
        assertThatThrownBy(() -> link("package a" + ".a".repeat(50) + ";"))
                .hasMessage("line 1, column 9: a name has more than 50 parts");
        assertThatThrownBy(() -> link(" ".repeat((1 << 20) + 1)))
                .hasMessage("the text is over the limit of 1048576 characters");
    }
}
