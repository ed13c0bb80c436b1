package dev.sluice.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.value.Schema;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A schema and those that it refers to, by the URIs under which it may do so. The first is the schema itself.
 *
 * <p>A reference's name is resolved like a {@code $ref} at the root of the schema that has the reference, and a schema
 * with an {@code $id} may be referred to by that too. Immutable.
 */
final class SchemaDocuments {

    /** The URI of a schema that does not have one. */
    static final URI ROOT = URI.create("document:/schema");

    /** Powers of ten. With one more, the library would take a number in a schema for zero or infinity. */
    static final int MAX_MAGNITUDE = 300;

    /** How many schemas one may refer to, by all names on all ways there: as many as a registry is asked for. */
    static final int MOST_REFERRED = 200;

    private final JsonNode root;
    private final Map<String, JsonNode> nodes = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();
    private int referred;

    private SchemaDocuments(JsonNode root) {
        this.root = root;
        nodes.put(ROOT.toString(), root);
    }

    /** The document of a schema that refers to no other. */
    static SchemaDocuments of(byte[] text) {
        return new SchemaDocuments(parse(Bytes.of(text)));
    }

    /**
     * The documents of {@code schema}.
     *
     * @throws IllegalArgumentException if one is not JSON, or a name is not a URI reference
     */
    static SchemaDocuments of(Schema schema) {
        SchemaDocuments all = new SchemaDocuments(parse(Bytes.utf8(schema.text())));
        URI base = SchemaReferences.base(all.root, ROOT, "");
        all.add(schema, base, List.of(ROOT, base));
        return all;
    }

    private void add(Schema from, URI base, List<URI> ofTheRoot) {
        for (Schema.Reference reference : from.references()) {
            URI uri = SchemaReferences.resolve(base, reference.name(), "its references");
            if (ofTheRoot.contains(uri)) {
                throw new IllegalArgumentException(
                        "refers to another schema by its own name: give that one another name");
            }
            if (SchemaReferences.META_SCHEMAS.contains(uri.toString())) {
                // those that are here count
                continue;
            }
            String text = reference.schema().text();
            String before = texts.putIfAbsent(uri.toString(), text);
            if (before == null) {
                if (++referred > MOST_REFERRED) {
                    throw new IllegalArgumentException("refers to more than " + MOST_REFERRED
                            + " schemas, of which one counts for each name that it has");
                }
                JsonNode node = parse(reference, text);
                nodes.put(uri.toString(), node);
                URI own = SchemaReferences.base(node, uri, "");
                if (!ofTheRoot.contains(own)) {
                    texts.putIfAbsent(own.toString(), text);
                    nodes.putIfAbsent(own.toString(), node);
                }
                add(reference.schema(), own, ofTheRoot);
            } else if (!before.equals(text)) {
                throw new IllegalArgumentException(
                        "refers to two schemas by the name " + reference.name() + ": give one of them another name");
            }
        }
    }

    private static JsonNode parse(Schema.Reference reference, String text) {
        try {
            return parse(Bytes.utf8(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("refers to " + reference.name() + ", which " + e.getMessage(), e);
        }
    }

    private static JsonNode parse(Bytes text) {
        try {
            return ExactJsonTree.read(text, MAX_MAGNITUDE);
        } catch (ExactJsonTree.Unreadable e) {
            throw new IllegalArgumentException(e.getMessage() + ": write a JSON Schema as JSON", e);
        }
    }

    /** The schema itself. */
    JsonNode root() {
        return root;
    }

    /** All schemas by URI; one is there twice if it has an {@code $id}. */
    Map<String, JsonNode> nodes() {
        return nodes;
    }

    /** The texts of those that the schema refers to, by URI. */
    Map<String, String> texts() {
        return texts;
    }
}
