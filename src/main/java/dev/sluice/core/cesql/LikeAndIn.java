package dev.sluice.core.cesql;

import dev.sluice.core.event.CloudEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The operators {@code LIKE} and {@code IN} (CESQL 1.0, 3.4.3 and 3.4.5). */
final class LikeAndIn {

    private LikeAndIn() {}

    /** {@code operand LIKE pattern}, or {@code NOT LIKE} if {@code negated}. */
    record Like(Node operand, LikePattern pattern, boolean negated) implements Node.OfBoolean {

        @Override
        public int truth(CloudEvent event) {
            Object text = operand.text(event);
            return text instanceof EvaluationError error
                    ? error.asTruth()
                    : Logic.negate(pattern.matches((String) text), negated);
        }

        @Override
        public List<Node> operands() {
            return List.of(operand);
        }
    }

    /** {@code operand IN (elements)}, or {@code NOT IN} if {@code negated}. */
    static In in(Node operand, List<Node> elements, boolean negated) {
        return new In(operand, elements, texts(elements), negated);
    }

    /**
     * Whether the operand equals one of the elements, once these are cast to its type. A set has no order (3.1), and
     * only AND and OR skip operands (3.4.2). So every element is evaluated, and an error in one is the result.
     *
     * @param texts the elements as strings, if all are constants without an error; otherwise null
     */
    record In(Node operand, List<Node> elements, @Nullable Set<String> texts, boolean negated)
            implements Node.OfBoolean {

        @Override
        public int truth(CloudEvent event) {
            Type type = operand.type(event);
            if (type == Type.STRING && texts != null) {
                Object text = operand.text(event);
                return text instanceof EvaluationError error
                        ? error.asTruth()
                        : Logic.negate(texts.contains((String) text), negated);
            }
            int found = FALSE;
            for (int i = 0; i < elements.size(); i++) {
                int same = Comparison.same(operand, elements.get(i), type, event);
                if (same < 0) {
                    return same;
                }
                found |= same;
            }
            return negated ? Logic.not(found) : found;
        }

        @Override
        public List<Node> operands() {
            return Stream.concat(Stream.of(operand), elements.stream()).toList();
        }
    }

    private static @Nullable Set<String> texts(List<Node> elements) {
        Set<String> texts = new HashSet<>();
        for (Node element : elements) {
            if (!(element instanceof Literal literal) || !(literal.text() instanceof String text)) {
                return null;
            }
            texts.add(text);
        }
        return texts;
    }
}
