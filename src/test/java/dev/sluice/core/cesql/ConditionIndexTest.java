package dev.sluice.core.cesql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Extension;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionIndexTest {

    private static final CloudEvent EVENT = event("com.acme.a", "/s");

    @Nested
    class Order {

        @Test
        void isThatOfTheList() {
            ConditionIndex index = index("source = '/s'", "type = 'com.acme.a'", "type LIKE 'com.%'", "TRUE", null);
            assertThat(all(index, EVENT)).containsExactly(0, 1, 2, 3, 4);
        }

        @Test
        void isThatOfTheListBackwards() {
            ConditionIndex index = index(null, "TRUE", "type LIKE 'com.%'", "type = 'com.acme.a'", "source = '/s'");
            assertThat(all(index, EVENT)).containsExactly(0, 1, 2, 3, 4);
        }

        @Test
        void goesOnAfterAPositionThatDoesNotMatch() {
            ConditionIndex index = index("type = 'com.acme.a'", "type = 'other'", "type = 'com.acme.a'");
            assertThat(index.next(EVENT, 1)).isEqualTo(2);
            assertThat(index.next(EVENT, 0)).isEqualTo(2);
            assertThat(index.next(EVENT, 2)).isEqualTo(-1);
            assertThat(index.next(EVENT, 99)).isEqualTo(-1);
        }

        @Test
        void saysThatNothingMatches() {
            assertThat(index("type = 'other'", "FALSE", "'a'", "5").first(EVENT))
                    .isEqualTo(-1);
            assertThat(index().first(EVENT)).isEqualTo(-1);
        }

        @Test
        void countsAConditionThatIsMetTwiceOnce() {
            ConditionIndex index = index("type IN ('com.acme.a', 'b') OR type LIKE 'com.%' OR source = '/s'");
            assertThat(all(index, EVENT)).containsExactly(0);
        }
    }

    @Nested
    class Keys {

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                type = 'a'                                        | [type=a]
                'a' = type                                        | [type=a]
                TYPE = "a"                                        | [type=a]
                (type = 'a')                                      | [type=a]
                5 = type                                          | [type=5]
                type IN ('a')                                     | [type=a]
                type LIKE 'a%'                                    | [type=a*]
                type LIKE 'a'                                     | [type=a]
                type LIKE 'a_c%'                                  | [type=a*]
                type LIKE 'a\\_c%'                                | [type=a_c*]
                type LIKE 'a\\%'                                  | [type=a%]
                type LIKE 'a\\b%'                                 | [type=a\\b*]
                source = '/a'                                     | [source=/a]
                source LIKE '/a/%'                                | [source=/a/*]
                type = 'a' AND source = '/b'                      | [type=a] [source=/b]
                type = 'a' AND subject = 'x'                      | [type=a]
                subject = 'x' AND (id = 'y' AND type = 'a')       | [type=a]
                type = 'a' AND (type = 'b' OR subject = 'x')      | [type=a]
                type = 'a' OR FALSE                               | [type=a] [type=a]
                FALSE                                             | []
                5 / 0 = 1                                         | []
                type = 'a' AND FALSE                              | [type=a] []
                'TRUE'                                            | []
                5                                                 | []
                """)
        void areFoundInSimpleConditions(String expression, String keys) throws InvalidExpression {
            assertThat(keys(expression)).isEqualTo(keys);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "type != 'a'",
                    "NOT (type = 'a')",
                    "type NOT IN ('a')",
                    "type NOT LIKE 'a%'",
                    "type LIKE '%a'",
                    "type LIKE '_a%'",
                    "type LIKE '%'",
                    "type = 5",
                    "type = TRUE",
                    "type = subject",
                    "type IN ('a', subject)",
                    "type = 'a' OR subject = 'b'",
                    "type = 'a' OR TRUE",
                    "type = 'a' XOR source = 'b'",
                    "(type = 'a') = FALSE",
                    "LOWER(type) = 'a'",
                    "type",
                    "TRUE",
                    "subject = 'a'",
                    "EXISTS type"
                })
        void areNotMadeUp(String expression) throws InvalidExpression {
            assertThat(keys(expression)).isEmpty();
        }

        private String keys(String expression) throws InvalidExpression {
            return IndexKey.necessaryFor(Expression.parse(expression).condition()).stream()
                    .map(set -> set.stream()
                            .map(key -> key.attribute().name().toLowerCase(Locale.ROOT) + "=" + key.text()
                                    + (key.prefix() ? "*" : ""))
                            .sorted()
                            .toList()
                            .toString())
                    .reduce("", (left, right) -> left.isEmpty() ? right : left + " " + right);
        }
    }

    @Nested
    class Scan {

        private static final List<String> TYPES = List.of("a", "ab", "abc", "b", "a_c", "a%", "aäc", "\uD83D\uDE00x");
        private static final List<String> SOURCES = List.of("/a", "/ab", "/a/b", "b");
        private static final List<String> PATTERNS =
                List.of("a%", "ab%", "%", "_b%", "a\\_%", "a\\%", "a_c", "abc", "/a%", "%b", "", "😀%", "_x");

        /** As many conditions as one seed makes, on as many events, against asking each condition in turn. */
        @Test
        void givesTheSameAsTheIndex() throws InvalidExpression {
            long seed = Long.getLong("sluice.seed", System.nanoTime());
            for (int i = 0; i < 2_000; i++) {
                Random random = new Random(seed + i);
                List<@Nullable Expression> conditions = new ArrayList<>();
                for (int j = random.nextInt(20); j > 0; j--) {
                    conditions.add(random.nextInt(20) == 0 ? null : Expression.parse(condition(random, 3)));
                }
                ConditionIndex index = new ConditionIndex(conditions);
                for (int j = 0; j < 10; j++) {
                    CloudEvent event = randomEvent(random);
                    assertThat(all(index, event))
                            .as("with -Dsluice.seed=%d: %s for %s %s", seed + i, conditions, event.type(), event)
                            .isEqualTo(scan(conditions, event));
                }
            }
        }

        private static List<Integer> scan(List<@Nullable Expression> conditions, CloudEvent event) {
            return IntStream.range(0, conditions.size())
                    .filter(i -> conditions.get(i) == null || conditions.get(i).matches(event))
                    .boxed()
                    .toList();
        }

        private static CloudEvent randomEvent(Random random) {
            CloudEventBuilder event = builder(oneOf(random, TYPES), oneOf(random, SOURCES));
            switch (random.nextInt(4)) {
                case 0 -> event.set("ext", oneOf(random, TYPES));
                case 1 -> event.set("ext", Integer.toString(random.nextInt(3)), Extension.Type.INTEGER);
                case 2 -> event.set("ext", Boolean.toString(random.nextBoolean()), Extension.Type.BOOLEAN);
                default -> {}
            }
            return event.build();
        }

        private static String condition(Random random, int depth) {
            if (depth > 0 && random.nextInt(3) > 0) {
                String left = condition(random, depth - 1);
                String right = condition(random, depth - 1);
                return switch (random.nextInt(8)) {
                    case 0, 1, 2 -> "(" + left + ") AND (" + right + ")";
                    case 3, 4, 5 -> "(" + left + ") OR (" + right + ")";
                    case 6 -> "(" + left + ") XOR (" + right + ")";
                    default -> "NOT (" + left + ")";
                };
            }
            return switch (random.nextInt(12)) {
                case 0 -> operand(random);
                case 1 -> oneOf(random, List.of("TRUE", "FALSE", "1 / 0 = 1", "'true'", "EXISTS ext", "ext > 1"));
                case 2, 3 -> operand(random) + " = " + operand(random);
                case 4 -> operand(random) + " != " + operand(random);
                case 5 -> operand(random) + " IN (" + operand(random) + ", " + operand(random) + ")";
                case 6 -> "type IN (" + literal(random) + ", " + literal(random) + ")";
                case 7 -> operand(random) + " NOT IN (" + operand(random) + ")";
                case 8 -> operand(random) + " NOT LIKE '" + oneOf(random, PATTERNS) + "'";
                case 9 -> "type = " + literal(random);
                case 10 -> "source = " + literal(random);
                default -> operand(random) + " LIKE '" + oneOf(random, PATTERNS) + "'";
            };
        }

        private static String operand(Random random) {
            return switch (random.nextInt(8)) {
                case 0, 1, 2 -> "type";
                case 3 -> "source";
                case 4 -> "ext";
                case 5 -> oneOf(random, List.of("1", "TRUE", "FALSE", "LOWER(type)"));
                default -> literal(random);
            };
        }

        private static String literal(Random random) {
            return "'" + oneOf(random, random.nextBoolean() ? TYPES : SOURCES) + "'";
        }

        private static <T> T oneOf(Random random, List<T> list) {
            return list.get(random.nextInt(list.size()));
        }
    }

    @Nested
    class Prefixes {

        @Test
        void ofManyLengthsAreAllFound() throws InvalidExpression {
            String type = "abcdefghij".repeat(40);
            List<@Nullable Expression> conditions = new ArrayList<>();
            for (int length = type.length(); length > 0; length--) {
                conditions.add(Expression.parse("type LIKE '" + type.substring(0, length) + "%'"));
            }
            ConditionIndex index = new ConditionIndex(conditions);
            assertThat(all(index, event(type, "/"))).hasSize(type.length());
            assertThat(index.first(event(type.substring(0, 7), "/"))).isEqualTo(type.length() - 7);
        }

        /** "Aa" and "BB" have the same hash. */
        @Test
        void ofOneHashAreKeptApart() {
            ConditionIndex index = index("type LIKE 'AaBB%'", "type LIKE 'BBAa%'", "type LIKE 'AaAa%'");
            assertThat(all(index, event("BBAa.x", "/"))).containsExactly(1);
            assertThat(all(index, event("BBBB.x", "/"))).isEmpty();
        }
    }

    private static CloudEvent event(String type, String source) {
        return builder(type, source).build();
    }

    private static CloudEventBuilder builder(String type, String source) {
        return new CloudEventBuilder()
                .set("specversion", "1.0")
                .set("id", "1")
                .set("source", source)
                .set("type", type);
    }

    private static ConditionIndex index(@Nullable String... texts) {
        List<@Nullable Expression> conditions = new ArrayList<>();
        for (String text : texts) {
            try {
                conditions.add(text == null ? null : Expression.parse(text));
            } catch (InvalidExpression e) {
                throw new AssertionError(e);
            }
        }
        return new ConditionIndex(conditions);
    }

    private static List<Integer> all(ConditionIndex index, CloudEvent event) {
        List<Integer> all = new ArrayList<>();
        for (int i = index.first(event); i >= 0; i = index.next(event, i)) {
            all.add(i);
        }
        return all;
    }
}
