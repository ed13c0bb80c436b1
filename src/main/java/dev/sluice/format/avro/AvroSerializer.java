package dev.sluice.format.avro;

import dev.sluice.core.data.Printable;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaType;
import dev.sluice.core.value.Serializer;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON in the binary encoding of Avro 1.12, by one schema: in one pass over the bytes, without a tree.
 *
 * <p>What stands for what:
 *
 * <table>
 * <caption>JSON in Avro</caption>
 * <tr><td>int, long</td><td>a number whose value is an integer in the range, also {@code 1e3} and {@code 1.0}</td></tr>
 * <tr><td>float, double</td><td>a number: the nearest one; not if that is infinity, or zero for another number</td></tr>
 * <tr><td>string, map</td><td>any characters that UTF-8 has</td></tr>
 * <tr><td>bytes, fixed</td><td>base64, of either alphabet, with padding or without; of a fixed exactly its size</td></tr>
 * <tr><td>enum</td><td>one of its symbols; its default is for readers</td></tr>
 * <tr><td>record</td><td>an object with members in any order, by name or alias. Missing is the default, or null if null
 * is a branch; otherwise it is refused</td></tr>
 * <tr><td>union</td><td>the value of the branch that it fits; none or several that fit are refused. Of int, long, double
 * and float, the first in this order that takes a number. An object fits a record if all its members are fields, none is
 * missing, and those that are no objects or arrays fit</td></tr>
 * <tr><td>date, time-*, timestamp-*, local-timestamp-*</td><td>RFC 3339, or the number that Avro stores; no digit of a
 * second is cut off</td></tr>
 * <tr><td>decimal</td><td>a number, or a string that is one; zeros at its end may be missing or too many, other digits
 * are not</td></tr>
 * <tr><td>uuid</td><td>a string as RFC 9562 has it</td></tr>
 * </table>
 *
 * <p>A value that is {@code bytes} as a whole is written without its length, as Confluent's serializer does.
 *
 * <p>{@link AvroOptions} changes some of that. Memory is the text, once more for the buffer, and what is written; time
 * is linear in the text. Thread-safe.
 */
public final class AvroSerializer implements Serializer {

    private static final int SHOWN_REASON = 300;

    private final ValueWriter top;
    private final boolean bare;
    private final Set<String> names;

    private AvroSerializer(ValueWriter top, boolean bare, Set<String> names) {
        this.top = top;
        this.bare = bare;
        this.names = names;
    }

    /** Makes the serializers of schemas, all with these options. */
    public static Compiler compiler(AvroOptions options) {
        return schema -> compile(schema, options);
    }

    /**
     * The serializer of {@code schema}.
     *
     * @throws IllegalArgumentException if it is not an Avro schema, refers to one that it does not come with, has a
     *     default that does not fit, a decimal of more than 1,000 digits or an alias of two fields. The message is one
     *     line in printable ASCII, the rest of a sentence that starts with the schema
     */
    public static AvroSerializer compile(Schema schema, AvroOptions options) {
        try {
            Compilation compilation = new Compilation(options);
            org.apache.avro.Schema parsed = parse(schema);
            ValueWriter top = compilation.writer(parsed);
            boolean bare = parsed.getType() == org.apache.avro.Schema.Type.BYTES;
            return new AvroSerializer(top, bare, compilation.names());
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("is nested too deeply, or has a default that holds itself", e);
        }
    }

    private static org.apache.avro.Schema parse(Schema schema) {
        org.apache.avro.Schema.Parser parser = new org.apache.avro.Schema.Parser();
        // that is for whoever writes them: the parser would take exponential time
        parser.setValidateDefaults(false);
        parseReferences(schema, parser, Collections.newSetFromMap(new IdentityHashMap<>()), new HashSet<>());
        return parse(schema, parser, null);
    }

    /**
     * Each once, after those that it refers to itself. Schemas are told apart as objects, because comparing two of them
     * would compare all that they refer to, on every way there. A text that two versions of a subject have counts once.
     */
    private static void parseReferences(
            Schema schema, org.apache.avro.Schema.Parser parser, Set<Schema> visited, Set<String> texts) {
        for (Schema.Reference reference : schema.references()) {
            Schema referred = reference.schema();
            if (visited.add(referred)) {
                parseReferences(referred, parser, visited, texts);
                if (referred.type() != SchemaType.AVRO || texts.add(referred.text())) {
                    parse(referred, parser, reference.name());
                }
            }
        }
    }

    private static org.apache.avro.Schema parse(
            Schema schema, org.apache.avro.Schema.Parser parser, @Nullable String reference) {
        String subject = reference == null ? "" : "refers to " + Printable.of(reference, SHOWN_REASON) + ", which ";
        if (schema.type() != SchemaType.AVRO) {
            throw new IllegalArgumentException(subject + "is not a schema of Avro but of " + schema.type());
        }
        try {
            return parser.parse(schema.text());
        } catch (RuntimeException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new IllegalArgumentException(
                    subject + "is not a schema that Avro's parser reads: "
                            + Printable.of(reason.replaceAll("\\s+", " "), SHOWN_REASON),
                    e);
        }
    }

    @Override
    public byte[] serialize(Bytes json, byte[] prefix) {
        try {
            return new Encoding(json, prefix).write(top, bare);
        } catch (Misfit e) {
            throw Refusal.data(Place.of(json, e.position(), e.member(), names) + " " + e.rule());
        } catch (Refusal e) {
            throw e.reason() == Refusal.Reason.MALFORMED ? Refusal.data("cannot be read: " + e.getMessage()) : e;
        }
    }
}
