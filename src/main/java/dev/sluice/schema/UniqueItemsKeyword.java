package dev.sluice.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The keyword {@code uniqueItems}, safe against senders who choose items whose hashes collide. The library puts nodes
 * into a hash set, and 32,768 such items kept a processor busy for more than a minute.
 *
 * <p>Compares canonical texts instead: a set of strings finds one in logarithmic time, even if their hashes collide.
 * Stateless.
 */
final class UniqueItemsKeyword implements Keyword {

    static final String NAME = "uniqueItems";

    /** {@value #NAME}. */
    @Override
    public String getValue() {
        return NAME;
    }

    /** The check of one schema's {@value #NAME}. Any value but {@code true} checks nothing. */
    @Override
    public KeywordValidator newValidator(
            SchemaLocation location, JsonNode value, Schema parent, SchemaContext context) {
        return new Check(this, value, location, parent, context);
    }

    private static final class Check extends BaseKeywordValidator {

        /** This many characters cost as much as one step of the validator. */
        private static final int CHARACTERS_PER_STEP = 16;

        private final boolean wanted;

        Check(Keyword keyword, JsonNode value, SchemaLocation location, Schema parent, SchemaContext context) {
            super(keyword, value, location, parent, context);
            this.wanted = value.isBoolean() && value.booleanValue();
        }

        @Override
        public void validate(ExecutionContext execution, JsonNode node, JsonNode root, NodePath at) {
            if (!wanted || !node.isArray()) {
                return;
            }
            Set<String> seen = new HashSet<>();
            for (JsonNode item : node) {
                StringBuilder text = new StringBuilder();
                canonical(item, text);
                if (execution instanceof BoundedExecution bounded) {
                    bounded.spend(text.length() / CHARACTERS_PER_STEP);
                }
                if (!seen.add(text.toString())) {
                    execution.addError(error().instanceNode(node)
                            .instanceLocation(at)
                            .evaluationPath(execution.getEvaluationPath())
                            .build());
                    return;
                }
            }
        }
    }

    /** Writes the value with its members sorted, and with lengths before texts that could contain a separator. */
    private static void canonical(JsonNode node, StringBuilder text) {
        if (node.isObject()) {
            List<String> names = new ArrayList<>(node.size());
            node.fieldNames().forEachRemaining(names::add);
            names.sort(null);
            text.append('{');
            for (String name : names) {
                text.append(name.length()).append(':').append(name);
                canonical(node.get(name), text);
            }
            text.append('}');
        } else if (node.isArray()) {
            text.append('[');
            for (JsonNode item : node) {
                canonical(item, text);
                text.append(',');
            }
            text.append(']');
        } else if (node.isTextual()) {
            text.append(node.textValue().length()).append('"').append(node.textValue());
        } else {
            text.append(node.asText());
        }
    }
}
