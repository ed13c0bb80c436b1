package dev.sluice.format.protobuf;

import dev.sluice.format.protobuf.ProtoFile.Enumeration;
import dev.sluice.format.protobuf.ProtoFile.Field;
import dev.sluice.format.protobuf.ProtoFile.Import;
import dev.sluice.format.protobuf.ProtoFile.Label;
import dev.sluice.format.protobuf.ProtoFile.Message;
import dev.sluice.format.protobuf.ProtoTokens.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code .proto} texts of syntax 2 and 3 strictly (Protocol Buffers language specifications, proto2 and proto3),
 * and checks what can be checked within one text. Editions and groups are refused.
 *
 * <p>Time and memory are linear in the text, which has at most {@value #MAX_LENGTH} characters, and recursion is
 * bounded. For one text on one thread. Everything that is refused is an {@link IllegalArgumentException} with one line:
 * where and what.
 */
final class ProtoParser {

    /** Characters of a text. */
    static final int MAX_LENGTH = 1 << 20;

    /** Levels of messages, as protoc has it. */
    private static final int MAX_NESTING = 32;

    /** Parts of a name with dots; each part of a package is a scope. */
    private static final int MAX_PARTS = 50;

    private static final int MAX_NUMBER = (1 << 29) - 1;
    private static final int FIRST_OF_PROTOBUF = 19_000;
    private static final int LAST_OF_PROTOBUF = 19_999;

    private final ProtoTokens tokens;
    private final String path;
    private boolean proto3;

    private ProtoParser(String path, String text) {
        this.path = path;
        this.tokens = new ProtoTokens(text);
    }

    /** What {@code text}, which is imported as {@code path}, declares. */
    static ProtoFile parse(String path, String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("the text is over the limit of " + MAX_LENGTH + " characters");
        }
        return new ProtoParser(path, text).file();
    }

    /** What one option says that changes the bytes; other options are read over. */
    private static final class FieldOptions {
        @Nullable
        String jsonName;

        @Nullable
        Boolean packed;

        @Nullable
        Name defaultAt;

        @Nullable
        Name defaultName;
    }

    private ProtoFile file() {
        syntax();
        Name packageName = null;
        List<Import> imports = new ArrayList<>();
        List<Message> messages = new ArrayList<>();
        List<Enumeration> enums = new ArrayList<>();
        List<Name> others = new ArrayList<>();
        while (tokens.kind() != Kind.END) {
            Name at = tokens.name();
            if (takes(";")) {
                continue;
            }
            switch (tokens.kind() == Kind.IDENTIFIER ? tokens.token() : "") {
                case "package" -> {
                    tokens.advance();
                    if (packageName != null) {
                        throw at.refused("a file has one package");
                    }
                    packageName = dotted();
                    expect(";");
                }
                case "import" -> imports.add(importOf());
                case "option" -> option();
                case "message" -> messages.add(message(1));
                case "enum" -> enums.add(enumeration());
                case "extend" -> extend(others);
                case "service" -> service(others);
                case "syntax", "edition" -> throw at.refused("the syntax is said once, and first");
                default -> throw tokens.expected("a declaration");
            }
        }
        return new ProtoFile(path, proto3, packageName, imports, messages, enums, others);
    }

    private void syntax() {
        if (tokens.is("edition")) {
            throw tokens.name().refused("editions are not read: write syntax = \"proto3\" or \"proto2\"");
        }
        if (!tokens.is("syntax")) {
            return;
        }
        tokens.advance();
        expect("=");
        Name said = text();
        if (!said.text().equals("proto2") && !said.text().equals("proto3")) {
            throw said.refused("the syntax is " + said.shown() + ": it must be \"proto2\" or \"proto3\"");
        }
        proto3 = said.text().equals("proto3");
        expect(";");
    }

    private Import importOf() {
        tokens.advance();
        boolean isPublic = tokens.is("public");
        if (isPublic || tokens.is("weak")) {
            tokens.advance();
        }
        Name imported = text();
        expect(";");
        return new Import(imported, isPublic);
    }

    // messages

    private Message message(int nesting) {
        tokens.advance();
        Name name = identifier();
        if (nesting > MAX_NESTING) {
            throw name.refused("messages are nested deeper than " + MAX_NESTING + " levels");
        }
        Message message = new Message(
                name, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        NumberRanges kept = new NumberRanges();
        Set<String> keptNames = new HashSet<>();
        expect("{");
        while (!takes("}")) {
            if (takes(";")) {
                continue;
            }
            if (tokens.kind() != Kind.IDENTIFIER && !tokens.is(".")) {
                throw tokens.expected("'}'");
            }
            switch (tokens.token()) {
                case "message" -> message.messages().add(message(nesting + 1));
                case "enum" -> message.enums().add(enumeration());
                case "extend" -> extend(message.others());
                case "option" -> messageOption();
                case "oneof" -> oneof(message);
                case "reserved" -> reserved(kept, keptNames, ProtoParser::isFieldNumber, MAX_NUMBER);
                case "extensions" -> extensions(kept);
                default -> message.fields().add(field(Field.NO_ONEOF));
            }
        }
        check(message, kept, keptNames);
        return message;
    }

    private static void check(Message message, NumberRanges kept, Set<String> keptNames) {
        Map<Integer, Name> numbers = new HashMap<>();
        for (Field field : message.fields()) {
            Name name = field.name();
            Name before = numbers.put(field.number(), name);
            if (before != null) {
                throw name.refused(
                        "the fields " + before.shown() + " and " + name.shown() + " have the number " + field.number());
            }
            if (kept.holds(field.number())) {
                throw name.refused("the number " + field.number() + " of the field " + name.shown()
                        + " is reserved or an extension's");
            }
            if (keptNames.contains(name.text())) {
                throw name.refused("the name " + name.shown() + " is reserved");
            }
        }
    }

    private void messageOption() {
        tokens.advance();
        Name option = optionName();
        expect("=");
        if (option.text().equals("message_set_wire_format") && tokens.is("true")) {
            throw option.refused("message sets are not written");
        }
        if (option.text().equals("map_entry")) {
            throw option.refused("map_entry is not an option of a text: write map<...>");
        }
        optionValue();
        expect(";");
    }

    private void oneof(Message message) {
        tokens.advance();
        Name name = identifier();
        message.oneofs().add(name);
        int before = message.fields().size();
        expect("{");
        while (!takes("}")) {
            if (tokens.is("option")) {
                option();
            } else if (!takes(";")) {
                message.fields().add(field(message.oneofs().size() - 1));
            }
        }
        if (message.fields().size() == before) {
            throw name.refused("the oneof " + name.shown() + " has no field");
        }
    }

    private Field field(int oneof) {
        Label label = label(oneof != Field.NO_ONEOF);
        Name type = typeName();
        ScalarType key = null;
        if (type.text().equals("map") && tokens.is("<")) {
            if (label != null || oneof != Field.NO_ONEOF) {
                throw type.refused("a map has no label and is not in a oneof");
            }
            label = Label.MAP;
            tokens.advance();
            Name keyType = typeName();
            key = ScalarType.of(keyType.text());
            if (key == null || !key.isKey()) {
                throw keyType.refused(keyType.shown() + " is not a type of keys");
            }
            expect(",");
            type = typeName();
            expect(">");
        }
        if (type.text().equals("group")) {
            throw type.refused("groups are not written: use a nested message");
        }
        if (label == null && !proto3 && oneof == Field.NO_ONEOF) {
            throw type.refused("a field of proto2 needs 'optional', 'required' or 'repeated'");
        }
        if (label == null) {
            label = oneof == Field.NO_ONEOF ? Label.IMPLICIT : Label.OPTIONAL;
        }
        return field(label, type, key, oneof);
    }

    private @Nullable Label label(boolean inOneof) {
        Name at = tokens.name();
        Label label = tokens.kind() != Kind.IDENTIFIER
                ? null
                : switch (tokens.token()) {
                    case "optional" -> Label.OPTIONAL;
                    case "required" -> Label.REQUIRED;
                    case "repeated" -> Label.REPEATED;
                    default -> null;
                };
        if (label != null) {
            if (inOneof) {
                throw at.refused("a field of a oneof has no label");
            }
            if (label == Label.REQUIRED && proto3) {
                throw at.refused("proto3 has no required fields");
            }
            tokens.advance();
        }
        return label;
    }

    private Field field(Label label, Name type, @Nullable ScalarType key, int oneof) {
        Name name = identifier();
        expect("=");
        int number =
                integer(ProtoParser::isFieldNumber, "a number from 1 to " + MAX_NUMBER + ", without 19000 to 19999");
        FieldOptions options = new FieldOptions();
        if (takes("[")) {
            ScalarType scalar = label == Label.MAP ? null : ScalarType.of(type.text());
            do {
                fieldOption(options, scalar);
            } while (takes(","));
            expect("]");
            if (options.defaultAt != null && (proto3 || label == Label.REPEATED || label == Label.MAP)) {
                throw options.defaultAt.refused("the field " + name.shown() + " cannot have a default");
            }
            if (Boolean.TRUE.equals(options.packed)
                    && (label != Label.REPEATED || scalar != null && !scalar.isPackable())) {
                throw name.refused("the field " + name.shown() + " cannot be packed");
            }
        }
        expect(";");
        return new Field(
                name,
                number,
                label,
                type,
                key,
                oneof,
                options.jsonName == null ? jsonName(name.text()) : options.jsonName,
                options.packed,
                options.defaultName);
    }

    private void fieldOption(FieldOptions options, @Nullable ScalarType scalar) {
        Name option = optionName();
        expect("=");
        switch (option.text()) {
            case "json_name" -> {
                if (options.jsonName != null) {
                    throw option.refused("json_name is said twice");
                }
                options.jsonName = text().text();
            }
            case "packed" -> {
                boolean packed = tokens.is("true");
                if (!packed && !tokens.is("false")) {
                    throw tokens.expected("'true' or 'false'");
                }
                options.packed = packed;
                tokens.advance();
            }
            case "default" -> {
                if (options.defaultAt != null) {
                    throw option.refused("default is said twice");
                }
                options.defaultAt = option;
                defaultValue(options, scalar);
            }
            default -> optionValue();
        }
    }

    /** Reads over a default value: a field that is not there is not written, and its reader knows the default. */
    private void defaultValue(FieldOptions options, @Nullable ScalarType scalar) {
        if (scalar == null) {
            options.defaultName = identifier();
        } else if (scalar == ScalarType.STRING || scalar == ScalarType.BYTES) {
            text();
        } else if (scalar == ScalarType.BOOL) {
            if (!tokens.is("true") && !tokens.is("false")) {
                throw tokens.expected("'true' or 'false'");
            }
            tokens.advance();
        } else {
            takes("-");
            boolean named = !scalar.isInteger() && (tokens.is("inf") || tokens.is("nan"));
            boolean number = tokens.kind() == Kind.INTEGER || tokens.kind() == Kind.DECIMAL && !scalar.isInteger();
            if (!named && !number) {
                throw tokens.expected("a number");
            }
            tokens.advance();
        }
    }

    /** The name in JSON of a field called {@code name}: without underscores, and what follows one is a capital. */
    private static String jsonName(String name) {
        StringBuilder json = new StringBuilder(name.length());
        boolean capital = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_') {
                capital = true;
            } else {
                json.append(capital && c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c);
                capital = false;
            }
        }
        return json.toString();
    }

    // enums

    private Enumeration enumeration() {
        tokens.advance();
        Enumeration declared = new Enumeration(identifier(), new ArrayList<>(), new ArrayList<>());
        NumberRanges kept = new NumberRanges();
        Set<String> keptNames = new HashSet<>();
        boolean aliases = false;
        expect("{");
        while (!takes("}")) {
            if (takes(";")) {
                continue;
            }
            if (tokens.kind() != Kind.IDENTIFIER) {
                throw tokens.expected("'}'");
            }
            if (tokens.is("option")) {
                aliases |= allowsAliases();
            } else if (tokens.is("reserved")) {
                reserved(kept, keptNames, any -> true, Integer.MAX_VALUE);
            } else {
                declared.names().add(identifier());
                expect("=");
                declared.numbers().add(integer(any -> true, "a number of 32 bits"));
                options();
                expect(";");
            }
        }
        check(declared, aliases, kept, keptNames);
        return declared;
    }

    private boolean allowsAliases() {
        tokens.advance();
        Name option = optionName();
        expect("=");
        boolean aliases = option.text().equals("allow_alias") && tokens.is("true");
        optionValue();
        expect(";");
        return aliases;
    }

    private void check(Enumeration declared, boolean aliases, NumberRanges kept, Set<String> keptNames) {
        if (declared.names().isEmpty()) {
            throw declared.name().refused("the enum " + declared.name().shown() + " has no value");
        }
        if (proto3 && declared.numbers().get(0) != 0) {
            throw declared.names().get(0).refused("the first value of an enum of proto3 must be 0");
        }
        Set<Integer> numbers = new HashSet<>();
        for (int i = 0; i < declared.names().size(); i++) {
            Name name = declared.names().get(i);
            int number = declared.numbers().get(i);
            if (!numbers.add(number) && !aliases) {
                throw name.refused("the number " + number + " is used before: aliases need allow_alias");
            }
            if (kept.holds(number) || keptNames.contains(name.text())) {
                throw name.refused("the value " + name.shown() + " is reserved");
            }
        }
    }

    // ranges, options and what is read over

    private void reserved(NumberRanges kept, Set<String> keptNames, IntPredicate valid, int max) {
        tokens.advance();
        if (tokens.kind() == Kind.STRING) {
            do {
                Name name = text();
                if (!keptNames.add(name.text())) {
                    throw name.refused("the name " + name.shown() + " is reserved twice");
                }
            } while (takes(","));
        } else {
            ranges(kept, valid, max);
        }
        expect(";");
    }

    private void extensions(NumberRanges kept) {
        if (proto3) {
            throw tokens.name().refused("proto3 has no extension ranges");
        }
        tokens.advance();
        ranges(kept, ProtoParser::isFieldNumber, MAX_NUMBER);
        options();
        expect(";");
    }

    private void ranges(NumberRanges kept, IntPredicate valid, int max) {
        do {
            Name at = tokens.name();
            // ranges may include the numbers that fields may not have
            IntPredicate bounds = max == MAX_NUMBER ? number -> number >= 1 && number <= MAX_NUMBER : valid;
            int first = integer(bounds, "a number that a range may hold");
            int last = first;
            if (takes("to")) {
                last = takes("max") ? max : integer(bounds, "a number that a range may hold");
            }
            if (last < first) {
                throw at.refused("a range ends before it starts");
            }
            if (!kept.add(first, last)) {
                throw at.refused("two ranges overlap");
            }
        } while (takes(","));
    }

    private void extend(List<Name> others) {
        tokens.advance();
        typeName();
        expect("{");
        while (!takes("}")) {
            if (!takes(";")) {
                others.add(field(Field.NO_ONEOF).name());
            }
        }
    }

    private void service(List<Name> others) {
        tokens.advance();
        others.add(identifier());
        if (!tokens.is("{")) {
            throw tokens.expected("'{'");
        }
        skipBraces();
    }

    private void option() {
        tokens.advance();
        optionName();
        expect("=");
        optionValue();
        expect(";");
    }

    private void options() {
        if (takes("[")) {
            do {
                optionName();
                expect("=");
                optionValue();
            } while (takes(","));
            expect("]");
        }
    }

    /** Reads an option's name, and returns it if it is a plain one; that of a custom one is empty. */
    private Name optionName() {
        Name first = tokens.name();
        boolean plain = true;
        do {
            if (takes("(")) {
                plain = false;
                typeName();
                expect(")");
            } else {
                identifier();
            }
            plain &= !tokens.is(".");
        } while (takes("."));
        return plain ? first : new Name("", first.line(), first.column());
    }

    private void optionValue() {
        if (tokens.is("{")) {
            skipBraces();
            return;
        }
        if (tokens.kind() == Kind.STRING) {
            text();
            return;
        }
        takes("-");
        if (tokens.kind() != Kind.IDENTIFIER && tokens.kind() != Kind.INTEGER && tokens.kind() != Kind.DECIMAL) {
            throw tokens.expected("a value");
        }
        tokens.advance();
    }

    private void skipBraces() {
        Name start = tokens.name();
        int open = 0;
        do {
            if (tokens.kind() == Kind.END) {
                throw start.refused("'{' has no '}'");
            }
            if (tokens.kind() == Kind.SYMBOL) {
                open += tokens.is("{") ? 1 : tokens.is("}") ? -1 : 0;
            }
            tokens.advance();
        } while (open > 0);
    }

    // tokens

    private Name identifier() {
        if (tokens.kind() != Kind.IDENTIFIER) {
            throw tokens.expected("a name");
        }
        Name name = tokens.name();
        tokens.advance();
        return name;
    }

    /** A type's name, which may have a dot before it. */
    private Name typeName() {
        Name first = tokens.name();
        if (takes(".")) {
            return new Name("." + dotted().text(), first.line(), first.column());
        }
        return dotted();
    }

    private Name dotted() {
        Name first = identifier();
        if (!tokens.is(".")) {
            return first;
        }
        StringBuilder all = new StringBuilder(first.text());
        int parts = 1;
        while (takes(".")) {
            all.append('.').append(identifier().text());
            if (++parts > MAX_PARTS) {
                throw first.refused("a name has more than " + MAX_PARTS + " parts");
            }
        }
        return new Name(all.toString(), first.line(), first.column());
    }

    /** A string, which may be written in parts. */
    private Name text() {
        if (tokens.kind() != Kind.STRING) {
            throw tokens.expected("a string");
        }
        Name first = tokens.name();
        tokens.advance();
        if (tokens.kind() != Kind.STRING) {
            return first;
        }
        StringBuilder all = new StringBuilder(first.text());
        while (tokens.kind() == Kind.STRING) {
            all.append(tokens.token());
            tokens.advance();
        }
        return new Name(all.toString(), first.line(), first.column());
    }

    private int integer(IntPredicate valid, String wanted) {
        boolean negative = takes("-");
        if (tokens.kind() != Kind.INTEGER) {
            throw tokens.expected(wanted);
        }
        long value = value(tokens.token());
        long signed = negative ? -value : value;
        if (value < 0 || signed != (int) signed || !valid.test((int) signed)) {
            throw tokens.expected(wanted);
        }
        tokens.advance();
        return (int) signed;
    }

    /** The value of an integer's digits; -1 if it has more than 31 bits or is not one. */
    private static long value(String digits) {
        boolean hex = digits.length() > 2 && (digits.charAt(1) | 0x20) == 'x';
        int radix = hex ? 16 : digits.length() > 1 && digits.charAt(0) == '0' ? 8 : 10;
        try {
            long value = Long.parseLong(hex ? digits.substring(2) : digits, radix);
            return value > 1L + Integer.MAX_VALUE ? -1 : value;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static boolean isFieldNumber(int number) {
        return number >= 1 && number <= MAX_NUMBER && (number < FIRST_OF_PROTOBUF || number > LAST_OF_PROTOBUF);
    }

    private boolean takes(String symbol) {
        boolean is = tokens.is(symbol);
        if (is) {
            tokens.advance();
        }
        return is;
    }

    private void expect(String symbol) {
        if (!takes(symbol)) {
            throw tokens.expected('\'' + symbol + '\'');
        }
    }
}
