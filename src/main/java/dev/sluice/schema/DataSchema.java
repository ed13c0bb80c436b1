package dev.sluice.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.FailFastAssertionException;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.NodePath;
import com.networknt.schema.serialization.NodeReader;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.value.SchemaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Schema that data is checked against: draft 2020-12, which is the default without {@code $schema}, or draft-07.
 *
 * <p>It is compiled once, and nothing is looked up: everything that it refers to is in its own document, or given with
 * it. {@code format} is not asserted in either draft; {@code pattern} is, in linear time: see {@link Patterns}. Each
 * check builds a tree of the data. Thread-safe.
 */
public final class DataSchema {

    private static final String DRAFT_2020_12 = "https://json-schema.org/draft/2020-12/schema";
    private static final String DRAFT_07 = "http://json-schema.org/draft-07/schema";

    /**
     * Powers of ten: beyond the range of doubles, and cheap to compare, even with ninety thousand numbers in one event.
     */
    private static final int MAX_MAGNITUDE_IN_DATA = 500;

    private static final int SHOWN_NAME = 40;
    private static final int SHOWN_POINTER = 200;

    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .failFast(true)
            .formatAssertionsEnabled(false)
            .locale(Locale.ROOT)
            .losslessNarrowing(true)
            .regularExpressionFactory(new Patterns())
            .build();

    private static final ExecutionConfig EXECUTION = ExecutionConfig.builder()
            .failFast(true)
            .formatAssertionsEnabled(false)
            .locale(Locale.ROOT)
            .build();

    private final Schema schema;
    private final Set<String> names;

    private DataSchema(Schema schema, Set<String> names) {
        this.schema = schema;
        this.names = names;
    }

    /**
     * Reads and compiles a schema.
     *
     * @param location a file, relative to the working directory, or {@code classpath:} and the name of a resource
     * @throws IllegalArgumentException if it does not exist, is not JSON, is not a valid schema of a supported draft,
     *     refers to another document, or has a pattern that cannot be matched in linear time. The message is the rest
     *     of a line that starts with the location: what is wrong and what to write instead
     */
    public static DataSchema load(String location) {
        return compile(() -> SchemaDocuments.of(SchemaFile.read(location)));
    }

    /**
     * Compiles a schema together with those that it refers to.
     *
     * @throws IllegalArgumentException as {@link #load}; also if one that it refers to is none, or of another draft.
     *     The message is the rest of a line about the schema
     */
    public static DataSchema of(dev.sluice.core.value.Schema schema) {
        if (schema.type() != SchemaType.JSON) {
            throw new IllegalArgumentException("is " + schema.type() + ": write a JSON Schema");
        }
        return compile(() -> SchemaDocuments.of(schema));
    }

    private static DataSchema compile(Supplier<SchemaDocuments> read) {
        try {
            SchemaDocuments documents = read.get();
            Dialect dialect = dialect(documents.root());
            Set<String> names = SchemaReferences.check(documents.nodes());
            SchemaRegistry registry = registry(dialect, documents.texts());
            for (Map.Entry<String, JsonNode> document : documents.nodes().entrySet()) {
                try {
                    check(document.getValue(), dialect, registry);
                } catch (IllegalArgumentException e) {
                    if (document.getKey().equals(SchemaDocuments.ROOT.toString())) {
                        throw e;
                    }
                    throw new IllegalArgumentException(
                            "refers to " + document.getKey() + ", which " + e.getMessage(), e);
                }
            }
            return new DataSchema(compile(registry, documents.root()), names);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(oneLine(e.getMessage()), e);
        }
    }

    private static void check(JsonNode node, Dialect dialect, SchemaRegistry registry) {
        if (node.has("$schema") && !dialect(node).getId().equals(dialect.getId())) {
            throw new IllegalArgumentException("has another $schema: write all of them in one draft");
        }
        Patterns.check(node);
        checkAgainstMetaSchema(registry, dialect, node);
    }

    private static Dialect dialect(JsonNode schema) {
        JsonNode declared = schema.get("$schema");
        Dialect dialect = declared == null || declared.isTextual()
                ? dialect(declared == null ? DRAFT_2020_12 : declared.textValue())
                : null;
        if (dialect == null) {
            throw new IllegalArgumentException("has $schema " + declared + ", which is not supported: write \""
                    + DRAFT_2020_12 + "\" or \"" + DRAFT_07 + "#\"");
        }
        return dialect;
    }

    private static @Nullable Dialect dialect(String declared) {
        Dialect blueprint = switch (SchemaReferences.document(declared)) {
            case DRAFT_2020_12 -> Dialects.getDraft202012();
            case DRAFT_07, "https://json-schema.org/draft-07/schema" -> Dialects.getDraft7();
            default -> null;
        };
        return blueprint == null
                ? null
                : Dialect.builder(blueprint).keyword(new UniqueItemsKeyword()).build();
    }

    /** A registry for one draft, which can load the meta-schemas, those of {@code texts} by URI, and nothing else. */
    private static SchemaRegistry registry(Dialect dialect, Map<String, String> texts) {
        return SchemaRegistry.withDialect(
                dialect,
                registry -> registry.schemaRegistryConfig(CONFIG)
                        .nodeReader(new ExactReader())
                        .schemaLoader(loader -> loader.allow(iri -> {
                            String document = SchemaReferences.document(iri.toString());
                            return texts.containsKey(document) || SchemaReferences.META_SCHEMAS.contains(document);
                        }))
                        .schemas(texts));
    }

    private static void checkAgainstMetaSchema(SchemaRegistry registry, Dialect dialect, JsonNode node) {
        Schema meta = registry.getSchema(SchemaLocation.of(dialect.getId()));
        meta.initializeValidators();
        Error violation;
        try {
            violation = violation(meta, node, Integer.MAX_VALUE);
        } catch (Refusal | StackOverflowError e) {
            throw tooDeep(e);
        }
        if (violation != null) {
            throw new IllegalArgumentException("is not a valid schema: at "
                    + (violation.getInstanceLocation().getNameCount() == 0
                            ? "the root"
                            : violation.getInstanceLocation().toString())
                    + " it breaks the meta-schema's '" + violation.getKeyword() + "'; correct it there");
        }
    }

    private static Schema compile(SchemaRegistry registry, JsonNode node) {
        try {
            Schema schema = registry.getSchema(SchemaLocation.of(SchemaDocuments.ROOT.toString()), node);
            // The registry has already tried this, without reporting what failed.
            schema.initializeValidators();
            return schema;
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "cannot be compiled (" + oneLine(e.getMessage())
                            + "): check that each $ref leads to a part of the schema",
                    e);
        } catch (StackOverflowError e) {
            throw tooDeep(e);
        }
    }

    private static IllegalArgumentException tooDeep(Throwable e) {
        return new IllegalArgumentException("is nested too deeply: move parts of it under $defs", e);
    }

    /**
     * Checks data, which is not changed.
     *
     * @param data JSON text in UTF-8
     * @throws Refusal {@code INVALID_DATA} if it breaks the schema. The message has the place and keyword of the first
     *     violation: {@code data: at /order/total: type}. Members that the schema does not name under
     *     {@code properties} are shown as {@code *}, because the sender chose their names. Also if the data is not
     *     JSON, has a member twice or a number beyond 1e500, is nested too deeply, or would take too long for its
     *     length
     */
    public void check(Bytes data) {
        Error violation;
        try {
            violation = violation(schema, ExactJsonTree.read(data, MAX_MAGNITUDE_IN_DATA), data.length());
        } catch (ExactJsonTree.Unreadable e) {
            throw Refusal.data(String.valueOf(e.getMessage()));
        } catch (StackOverflowError e) {
            // The depth is limited, but at that depth a large pattern takes a stack frame for each of its alternatives.
            throw Refusal.data("is nested too deeply for a pattern of its schema");
        }
        if (violation != null) {
            throw Refusal.data("at " + shown(violation.getInstanceLocation()) + ": " + violation.getKeyword());
        }
    }

    private static @Nullable Error violation(Schema schema, JsonNode node, int bytes) {
        BoundedExecution execution = new BoundedExecution(EXECUTION, bytes);
        try {
            schema.validate(execution, node);
        } catch (FailFastAssertionException e) {
            return e.getErrors().get(0);
        }
        List<Error> errors = execution.getErrors();
        return errors.isEmpty() ? null : errors.get(0);
    }

    private String shown(NodePath path) {
        if (path.getNameCount() == 0) {
            return "the root";
        }
        StringBuilder pointer = new StringBuilder();
        for (int i = 0; i < path.getNameCount(); i++) {
            if (pointer.length() > SHOWN_POINTER) {
                return pointer.append("/...").toString();
            }
            Object element = path.getElement(i);
            pointer.append('/').append(element instanceof Integer index ? index.toString() : shown(element.toString()));
        }
        return pointer.toString();
    }

    private String shown(String name) {
        boolean plain = name.length() <= SHOWN_NAME && name.chars().allMatch(c -> c > 0x20 && c < 0x7F);
        return plain && names.contains(name) ? name.replace("~", "~0").replace("/", "~1") : "*";
    }

    private static String oneLine(@Nullable String message) {
        return message == null ? "no message" : message.replaceAll("\\s+", " ");
    }

    /** Reads what the library loads, which is the meta-schemas, as exactly as everything else. */
    private static final class ExactReader implements NodeReader {

        @Override
        public JsonNode readTree(String content, InputFormat format) throws IOException {
            return exact(Bytes.utf8(content));
        }

        @Override
        public JsonNode readTree(InputStream content, InputFormat format) throws IOException {
            return exact(Bytes.of(content.readAllBytes()));
        }

        private static JsonNode exact(Bytes text) throws IOException {
            try {
                return ExactJsonTree.read(text, SchemaDocuments.MAX_MAGNITUDE);
            } catch (ExactJsonTree.Unreadable e) {
                throw new IOException(e);
            }
        }
    }
}
