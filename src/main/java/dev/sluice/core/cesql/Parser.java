package dev.sluice.core.cesql;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Parses text into {@link Node}s, with one method for each level of precedence, loosest first (CESQL 1.0, 3.6).
 * Operators of one level group from left to right.
 *
 * <p>Parts that do not depend on the event are evaluated here. Nesting is limited, so that neither parsing nor
 * evaluation can overflow a stack; any number of equal ANDs or ORs in a row is one level. For one text on one thread.
 */
final class Parser {

    private static final int DEEPEST = 200;

    private static final Set<String> KEYWORDS =
            Set.of("AND", "OR", "XOR", "NOT", "LIKE", "IN", "EXISTS", "TRUE", "FALSE");

    /** The event that constants are evaluated with, which they do not read. */
    private static final CloudEvent ANY_EVENT = new CloudEventBuilder()
            .set("specversion", CloudEvent.SPEC_VERSION)
            .set("id", "0")
            .set("source", "/")
            .set("type", "none")
            .build();

    private final Lexer lexer;
    private int depth;

    private Parser(Lexer lexer) {
        this.lexer = lexer;
    }

    /** Parses all of {@code text}. */
    static Node parse(String text) throws InvalidExpression {
        Parser parser = new Parser(new Lexer(text));
        Node node = parser.expression();
        if (parser.lexer.kind() != Lexer.Kind.END) {
            throw parser.lexer.refusal("expected an operator or the end");
        }
        return node;
    }

    private Node expression() throws InvalidExpression {
        enter();
        Node left = comparison();
        for (String operator = logical(); !operator.isEmpty(); operator = logical()) {
            List<Node> operands = new ArrayList<>();
            operands.add(left);
            while (lexer.is(operator)) {
                lexer.advance();
                operands.add(comparison());
            }
            left = folded(
                    switch (operator) {
                        case "AND" -> new Logic.All(List.copyOf(operands));
                        case "OR" -> new Logic.Any(List.copyOf(operands));
                        default -> new Logic.Odd(List.copyOf(operands));
                    });
        }
        depth--;
        return left;
    }

    private String logical() {
        return lexer.is("AND") ? "AND" : lexer.is("OR") ? "OR" : lexer.is("XOR") ? "XOR" : "";
    }

    private Node comparison() throws InvalidExpression {
        Node left = sum();
        while (true) {
            String operator = lexer.kind() == Lexer.Kind.SYMBOL ? lexer.word() : "";
            switch (operator) {
                case "=" -> left = Comparison.equal(left, afterOperator(), false);
                case "!=", "<>" -> left = Comparison.equal(left, afterOperator(), true);
                case "<" -> left = new Comparison.Ordered(left, Comparison.Order.LESS, afterOperator());
                case "<=" -> left = new Comparison.Ordered(left, Comparison.Order.LESS_OR_EQUAL, afterOperator());
                case ">" -> left = new Comparison.Ordered(left, Comparison.Order.GREATER, afterOperator());
                case ">=" -> left = new Comparison.Ordered(left, Comparison.Order.GREATER_OR_EQUAL, afterOperator());
                default -> {
                    return left;
                }
            }
            left = folded(left);
        }
    }

    private Node afterOperator() throws InvalidExpression {
        lexer.advance();
        return sum();
    }

    private Node sum() throws InvalidExpression {
        Node left = product();
        while (lexer.is("+") || lexer.is("-")) {
            Arithmetic.Operator operator = lexer.is("+") ? Arithmetic.Operator.PLUS : Arithmetic.Operator.MINUS;
            lexer.advance();
            left = folded(new Arithmetic.Binary(left, operator, product()));
        }
        return left;
    }

    private Node product() throws InvalidExpression {
        Node left = match();
        while (lexer.is("*") || lexer.is("/") || lexer.is("%")) {
            Arithmetic.Operator operator = lexer.is("*")
                    ? Arithmetic.Operator.TIMES
                    : lexer.is("/") ? Arithmetic.Operator.DIVIDED_BY : Arithmetic.Operator.MODULO;
            lexer.advance();
            left = folded(new Arithmetic.Binary(left, operator, match()));
        }
        return left;
    }

    /** LIKE and IN follow their operand, so each of them applies to everything on its left. */
    private Node match() throws InvalidExpression {
        Node operand = unary();
        while (lexer.is("NOT") || lexer.is("LIKE") || lexer.is("IN")) {
            boolean negated = lexer.is("NOT");
            if (negated) {
                lexer.advance();
            }
            if (lexer.is("LIKE")) {
                lexer.advance();
                operand = folded(new LikeAndIn.Like(operand, new LikePattern(pattern()), negated));
            } else if (lexer.is("IN")) {
                lexer.advance();
                operand = folded(LikeAndIn.in(operand, set(), negated));
            } else {
                throw lexer.refusal("expected LIKE or IN");
            }
        }
        return operand;
    }

    private String pattern() throws InvalidExpression {
        if (lexer.kind() != Lexer.Kind.STRING) {
            throw lexer.refusal("expected a string literal");
        }
        String pattern = lexer.word();
        lexer.advance();
        return pattern;
    }

    private List<Node> set() throws InvalidExpression {
        expect("(");
        return list();
    }

    /** Parses one or more expressions and their closing bracket. */
    private List<Node> list() throws InvalidExpression {
        List<Node> list = new ArrayList<>();
        list.add(expression());
        while (lexer.is(",")) {
            lexer.advance();
            list.add(expression());
        }
        expect(")");
        return List.copyOf(list);
    }

    private Node unary() throws InvalidExpression {
        if (lexer.is("NOT")) {
            enter();
            lexer.advance();
            Node node = folded(new Logic.Not(unary()));
            depth--;
            return node;
        }
        if (lexer.is("-") || lexer.is("+")) {
            return signed();
        }
        return operand();
    }

    /** A sign directly before digits belongs to the literal. A plus is allowed nowhere else. */
    private Node signed() throws InvalidExpression {
        boolean minus = lexer.is("-");
        if (lexer.isSignOfDigits()) {
            int start = lexer.start();
            lexer.advance();
            return integer(start, minus ? "-" + lexer.word() : lexer.word());
        }
        if (!minus) {
            throw lexer.refusal("expected a value");
        }
        enter();
        lexer.advance();
        Node node = folded(new Arithmetic.Negated(unary()));
        depth--;
        return node;
    }

    private Node operand() throws InvalidExpression {
        if (lexer.is("(")) {
            lexer.advance();
            Node node = expression();
            expect(")");
            return node;
        }
        if (lexer.is("EXISTS")) {
            lexer.advance();
            return new Attribute.Exists(attributeName());
        }
        if (lexer.kind() == Lexer.Kind.STRING) {
            Node node = Literal.of(lexer.word());
            lexer.advance();
            return node;
        }
        if (lexer.is("TRUE") || lexer.is("FALSE")) {
            Node node = Literal.of(lexer.is("TRUE"));
            lexer.advance();
            return node;
        }
        if (lexer.isDigits()) {
            return integer(lexer.start(), lexer.word());
        }
        return named();
    }

    private Node integer(int start, String digits) throws InvalidExpression {
        long number = Cast.number(digits);
        if (EvaluationError.isIn(number)) {
            throw lexer.refusalAt(start, "the integer has more than 32 bits");
        }
        lexer.advance();
        return Literal.of((int) number);
    }

    private Node named() throws InvalidExpression {
        if (lexer.isBeforeBracket() && lexer.kind() == Lexer.Kind.NAME && !isKeyword()) {
            return call();
        }
        return Attribute.named(attributeName());
    }

    private Node call() throws InvalidExpression {
        int start = lexer.start();
        String name = lexer.word();
        Function function = Function.named(name);
        if (function == null) {
            throw lexer.refusal("there is no function " + shown(name));
        }
        lexer.advance();
        expect("(");
        List<Node> arguments = List.of();
        if (lexer.is(")")) {
            lexer.advance();
        } else {
            arguments = list();
        }
        if (!function.takes(arguments.size())) {
            throw lexer.refusalAt(start, function.arity());
        }
        return folded(function.call(arguments));
    }

    private String attributeName() throws InvalidExpression {
        if (lexer.kind() != Lexer.Kind.NAME || isKeyword()) {
            throw lexer.refusal("expected a value");
        }
        String name = lexer.word();
        if (name.indexOf('_') >= 0) {
            throw lexer.refusal("attribute names consist of letters and digits");
        }
        String lowerCase = name.toLowerCase(Locale.ROOT);
        if (lowerCase.equals("data")) {
            throw lexer.refusal("data is not an attribute");
        }
        lexer.advance();
        return lowerCase;
    }

    private boolean isKeyword() {
        return KEYWORDS.contains(lexer.word().toUpperCase(Locale.ROOT));
    }

    private void expect(String symbol) throws InvalidExpression {
        if (!lexer.is(symbol)) {
            throw lexer.refusal("expected " + symbol);
        }
        lexer.advance();
    }

    private void enter() throws InvalidExpression {
        depth++;
        if (depth > DEEPEST) {
            throw tooDeep();
        }
    }

    /**
     * The node, or its value if it is constant. The depth is checked here too, because a long row of operators nests
     * nodes.
     */
    private Node folded(Node node) throws InvalidExpression {
        if (levels(node) > DEEPEST) {
            throw tooDeep();
        }
        for (Node operand : node.operands()) {
            if (!(operand instanceof Literal)) {
                return node;
            }
        }
        return Cast.literal(node, ANY_EVENT);
    }

    private static int levels(Node node) {
        int deepest = 0;
        for (Node operand : node.operands()) {
            deepest = Math.max(deepest, levels(operand));
        }
        return deepest + 1;
    }

    private InvalidExpression tooDeep() {
        return lexer.refusal("nested deeper than " + DEEPEST + " levels");
    }

    private static String shown(String name) {
        return name.length() <= 40 ? name : name.substring(0, 40) + "...";
    }
}
