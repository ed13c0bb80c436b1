package dev.sluice.core.cesql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Extension;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

    /** The event of all vectors. */
    static final CloudEvent EVENT = new CloudEventBuilder()
            .set("specversion", "1.0")
            .set("id", "7")
            .set("source", "/shop")
            .set("type", "com.acme.order.placed")
            .set("subject", "order-42")
            .set("time", "2016-12-31T23:59:60.10Z")
            .set("word", "abc")
            .set("name", "Zoë😀")
            .set("five", "5")
            .set("yes", "TRUE")
            .set("blank", "")
            .set("percent", "50%_\\x")
            .set("3d", "solid")
            .set("count", "5", Extension.Type.INTEGER)
            .set("zero", "0", Extension.Type.INTEGER)
            .set("low", "-2147483648", Extension.Type.INTEGER)
            .set("flag", "true", Extension.Type.BOOLEAN)
            .set("off", "false", Extension.Type.BOOLEAN)
            .build();

    /** A line of the table, with the rule that it stands under. */
    record Vector(String rule, String expression, String outcome) {}

    static List<Vector> vectors() throws IOException {
        List<Vector> vectors = new ArrayList<>();
        String rule = "";
        try (InputStream table = ExpressionTest.class.getResourceAsStream("/cesql/vectors.txt")) {
            String text = new String(Objects.requireNonNull(table).readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.split("\n")) {
                if (line.startsWith("§")) {
                    rule = line;
                } else if (!line.isEmpty() && !line.startsWith("#")) {
                    int bar = line.lastIndexOf(" | ");
                    vectors.add(new Vector(rule, line.substring(0, bar), line.substring(bar + 3)));
                }
            }
        }
        return vectors;
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void comesToWhatTheTableSays(Vector vector) {
        assertThat(outcome(vector.expression())).isEqualTo(vector.outcome());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void matchesWhereItIsTrueWithoutAnError(Vector vector) {
        boolean matches;
        try {
            matches = Expression.parse(vector.expression()).matches(EVENT);
        } catch (InvalidExpression e) {
            matches = false;
        }
        assertThat(matches).isEqualTo(vector.outcome().equals("true"));
    }

    private static String outcome(String text) {
        try {
            Expression.Evaluation evaluation = Expression.parse(text).evaluate(EVENT);
            Object value = evaluation.value();
            return (value instanceof String ? "‹" + value + "›" : value)
                    + (evaluation.error() == null ? "" : " " + evaluation.error());
        } catch (InvalidExpression e) {
            return Objects.requireNonNull(e.getMessage()).replaceFirst("at (\\d+):", "refused $1");
        }
    }

    @Nested
    class Text {

        @Test
        void isKeptAsItIsWritten() throws InvalidExpression {
            assertThat(Expression.parse(" Type =  'a'")).hasToString(" Type =  'a'");
        }

        @ParameterizedTest
        @ValueSource(strings = {"word\t=\r\n'abc'", "\n\tword = 'abc'  "})
        void mayHaveTabsAndLines(String text) throws InvalidExpression {
            assertThat(Expression.parse(text).matches(EVENT)).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "\t\n"})
        void mustNotBeEmpty(String text) {
            assertThatThrownBy(() -> Expression.parse(text))
                    .isInstanceOf(InvalidExpression.class)
                    .hasMessageEndingWith(": expected a value");
        }

        @Test
        void isRefusedWithTheCharacterThatIsWrong() {
            InvalidExpression refusal =
                    catchThrowableOfType(InvalidExpression.class, () -> Expression.parse("'😀' = \u00A0'a'"));
            assertThat(refusal.position()).isEqualTo(7);
            assertThat(refusal).hasMessage("at 7: unexpected character");
        }

        @Test
        void isNotShownWholeWhereANameIsLong() {
            assertThatThrownBy(() -> Expression.parse("X".repeat(1000) + "(1)"))
                    .hasMessage("at 1: there is no function " + "X".repeat(40) + "...");
        }
    }

    @Nested
    class WhiteSpace {

        @ParameterizedTest
        @ValueSource(
                ints = {
                    0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000, 0x200A, 0x2028, 0x2029, 0x202F,
                    0x205F, 0x3000
                })
        void isTrimmed(int character) throws InvalidExpression {
            String space = Character.toString(character);
            Expression expression = Expression.parse("TRIM('" + space + "a" + space + "b" + space + "')");
            assertThat(expression.evaluate(EVENT).value()).isEqualTo("a" + space + "b");
        }

        @ParameterizedTest
        @ValueSource(ints = {0x00, 0x08, 0x1C, 0x1F, 0x7F, 0x180E, 0x200B, 0x2060, 0xFEFF})
        void isNotWhatUnicodeDoesNotSay(int character) throws InvalidExpression {
            String other = Character.toString(character);
            Expression expression = Expression.parse("TRIM('" + other + "')");
            assertThat(expression.evaluate(EVENT).value()).isEqualTo(other);
        }
    }

    @Nested
    class Depth {

        @ParameterizedTest
        @ValueSource(
                strings = {"(", "NOT ", "-", "- ", "LENGTH(", "word IN (", "CONCAT(TRUE, ", "TRUE AND (", "NOT (", "-("
                })
        void isBounded(String opening) {
            assertThatThrownBy(() -> Expression.parse(opening.repeat(10_000) + "1"))
                    .isInstanceOf(InvalidExpression.class)
                    .hasMessageMatching("at \\d+: nested deeper than 200 levels");
        }

        @ParameterizedTest
        @ValueSource(strings = {" + count", " * count", " = count", " LIKE 'a'", " IN (count)", " AND count OR count"})
        void isBoundedInARowOfOperators(String operator) {
            assertThatThrownBy(() -> Expression.parse("count" + operator.repeat(10_000)))
                    .isInstanceOf(InvalidExpression.class)
                    .hasMessageMatching("at \\d+: nested deeper than 200 levels");
        }

        @ParameterizedTest
        @ValueSource(strings = {"AND", "OR", "XOR"})
        void doesNotGrowWithARowOfOneLogicalOperator(String operator) throws InvalidExpression {
            Expression expression = Expression.parse("flag" + (" " + operator + " flag").repeat(10_000));
            assertThat(expression.matches(EVENT)).isTrue();
        }

        @Test
        void doesNotGrowWithAConstantRow() throws InvalidExpression {
            Expression expression = Expression.parse("0" + " + 1".repeat(10_000));
            assertThat(expression.evaluate(EVENT).value()).isEqualTo(10_000);
        }

        @Test
        void mayBeWhatPeopleWrite() throws InvalidExpression {
            Expression expression = Expression.parse("(".repeat(150) + "flag" + ")".repeat(150));
            assertThat(expression.matches(EVENT)).isTrue();
        }

        @Test
        void isBoundedWithRowsInsideBrackets() {
            String row = " + count".repeat(100);
            String text = "(count" + row + ")";
            for (int i = 0; i < 3; i++) {
                text = "(" + text + row + ")";
            }
            String nested = text;
            assertThatThrownBy(() -> Expression.parse(nested)).hasMessageEndingWith("nested deeper than 200 levels");
        }
    }

    @Nested
    class Time {

        /** The number of ways to spread the value over these wildcards is beyond counting. */
        @Test
        void ofLikeDoesNotExplode() throws InvalidExpression {
            Expression expression = Expression.parse("subject LIKE '" + "%a".repeat(500) + "%b'");
            CloudEvent event = new CloudEventBuilder()
                    .set("specversion", "1.0")
                    .set("id", "1")
                    .set("source", "/")
                    .set("type", "t")
                    .set("subject", "a".repeat(50_000))
                    .build();
            boolean matches =
                    Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> expression.matches(event));
            assertThat(matches).isFalse();
        }
    }

    @Test
    void doesNotDependOnTheLanguageOfTheMachine() throws InvalidExpression {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(Expression.parse("exists ID and LOWER('I') = 'i' and int('1') in (1)")
                            .matches(EVENT))
                    .isTrue();
        } finally {
            Locale.setDefault(before);
        }
    }
}
