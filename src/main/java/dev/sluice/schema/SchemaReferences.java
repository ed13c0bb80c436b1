package dev.sluice.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds what a schema refers to, and the member names that it has. Reads all of the schema, even unused parts, so that
 * nothing has to be looked up later.
 *
 * <p>For one schema on one thread. Recursive; the depth of the schema is limited.
 */
final class SchemaReferences {

    /**
     * The meta-schemas on the class path, which are the only other documents that a schema may refer to. A native
     * executable includes them by {@code quarkus.native.resources.includes}.
     */
    static final List<String> META_SCHEMAS = List.of(
            "https://json-schema.org/draft/2020-12/schema",
            "https://json-schema.org/draft/2020-12/meta/core",
            "https://json-schema.org/draft/2020-12/meta/applicator",
            "https://json-schema.org/draft/2020-12/meta/unevaluated",
            "https://json-schema.org/draft/2020-12/meta/validation",
            "https://json-schema.org/draft/2020-12/meta/meta-data",
            "https://json-schema.org/draft/2020-12/meta/format-annotation",
            "https://json-schema.org/draft/2020-12/meta/content",
            "http://json-schema.org/draft-07/schema");

    private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");

    /** Keywords whose members have names that the schema's author chooses, each with a schema. */
    private static final Set<String> NAMED_SCHEMAS =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies");

    /** Keywords whose value is data. */
    private static final Set<String> DATA = Set.of("const", "enum", "default", "examples");

    private final Set<String> documents = new HashSet<>();
    private final Set<String> names = new TreeSet<>();

    private SchemaReferences() {
        documents.addAll(META_SCHEMAS);
    }

    /**
     * Reads all {@code schemas}, which are known by their URIs.
     *
     * @return the names of the members that the schemas describe
     * @throws IllegalArgumentException if a reference leads to another document; the message is the rest of a sentence
     *     about the schema
     */
    static Set<String> check(Map<String, JsonNode> schemas) {
        SchemaReferences references = new SchemaReferences();
        schemas.forEach((uri, schema) -> {
            references.documents.add(uri);
            references.collect(schema, URI.create(uri), "");
        });
        schemas.forEach((uri, schema) -> references.follow(schema, URI.create(uri), ""));
        return Set.copyOf(references.names);
    }

    /** The IRI without its fragment. */
    static String document(String iri) {
        int fragment = iri.indexOf('#');
        return fragment < 0 ? iri : iri.substring(0, fragment);
    }

    private void collect(JsonNode schema, URI outer, String at) {
        URI base = base(schema, outer, at);
        documents.add(base.toString());
        JsonNode properties = schema.get("properties");
        if (properties != null) {
            properties.fieldNames().forEachRemaining(names::add);
        }
        each(schema, at, (child, where) -> collect(child, base, where));
    }

    private void follow(JsonNode schema, URI outer, String at) {
        URI base = base(schema, outer, at);
        for (String keyword : REFERENCES) {
            JsonNode target = schema.get(keyword);
            if (target != null && target.isTextual()) {
                String where = at + "/" + keyword;
                if (!documents.contains(resolve(base, target.textValue(), where).toString())) {
                    throw new IllegalArgumentException("has '" + target.textValue() + "' at " + where
                            + ", which refers to another document: put that schema under $defs here and refer to it as"
                            + " #/$defs/<name>");
                }
            }
        }
        each(schema, at, (child, where) -> follow(child, base, where));
    }

    /** A part of a schema, and its JSON pointer. */
    interface Visitor {
        void visit(JsonNode schema, String at);
    }

    /** Visits the direct parts of a node, except those that are data. */
    static void each(JsonNode node, String at, Visitor visitor) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                visitor.visit(node.get(i), at + "/" + i);
            }
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String where = at + "/" + member.getKey();
            if (NAMED_SCHEMAS.contains(member.getKey()) && member.getValue().isObject()) {
                member.getValue()
                        .properties()
                        .forEach(named -> visitor.visit(named.getValue(), where + "/" + named.getKey()));
            } else if (!DATA.contains(member.getKey()) && member.getValue().isContainerNode()) {
                visitor.visit(member.getValue(), where);
            }
        }
    }

    /** The URI that what a schema says is relative to: that of its {@code $id}, otherwise {@code outer}. */
    static URI base(JsonNode schema, URI outer, String at) {
        JsonNode id = schema.get("$id");
        return id != null && id.isTextual() ? resolve(outer, id.textValue(), at + "/$id") : outer;
    }

    /**
     * The URI of a document that is referred to.
     *
     * @throws IllegalArgumentException if {@code reference} is not a URI reference
     */
    static URI resolve(URI base, String reference, String at) {
        String document = document(reference);
        if (document.isEmpty()) {
            return base;
        }
        try {
            return base.resolve(document);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "has '" + reference + "' at " + at + ", which is not a URI reference (RFC 3986): write"
                            + " #/$defs/<name>",
                    e);
        }
    }
}
