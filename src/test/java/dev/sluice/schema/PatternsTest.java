package dev.sluice.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.networknt.schema.regex.RegularExpression;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternsTest {

    private static final String[] REPEATED = {"", "", "", "*", "+", "?", "*?", "{2}", "{1,2}"};
    private static final int WITHOUT_COUNT = 7;

    private static RegularExpression compile(String pattern) {
        return new Patterns().getRegularExpression(pattern);
    }

    private static boolean finds(String pattern, String text) {
        return compile(pattern).matches(text);
    }

    /** ECMA-262 with the flag u, where RE2 or java.util.regex would say otherwise or nothing at all. */
    @Nested
    class ReadsEcma {

        @ParameterizedTest
        @CsvSource(
                delimiter = ' ',
                quoteCharacter = '"',
                value = {
                    "b abc",
                    "^abc$ abc",
                    "\"\" abc",
                    "^\\u0061\\u{62}\\x63$ abc",
                    "^\\uD83D\\uDE00$ \uD83D\uDE00",
                    "^[\\uD83D\\uDE00-\\uD83D\\uDE02]$ \uD83D\uDE01",
                    "^.$ \uD83D\uDE00",
                    "^[^a]$ \uD83D\uDE00",
                    "^a\\/b$ a/b",
                    "^\\-\\.$ -.",
                    "^(?<year>\\d{4})$ 2026",
                    "^(?:a|b)+$ abba",
                    "^(?i)abc$ aBC",
                    "^a(?i:b)$ aB",
                    "^[\\w-.]+@[\\w.-]+$ a-b.c@d-e.f",
                    "^[a-\\d]+$ a-1",
                    "^[[:alpha:]]$ :]",
                    "^[a&&b]+$ a&b",
                    "^[^]$ a",
                    "^[\\^\\]\\\\-]+$ ^]\\-",
                    "^a{,2}$ a{,2}",
                    "^a{2,}$ aaa",
                    "^x{a}$ x{a}",
                    "^\\p{Letter}+$ aé",
                    "^[\\p{L}\\p{Nd}]+$ é7",
                    "^\\p{Script=Greek}+$ αβ",
                    "^\\P{Lu}$ a",
                    "^[a-zà-ü]+$ aü",
                    "^\\cJ?$ \"\"",
                    "^a*?b$ aab",
                })
        void finds(String pattern, String text) {
            assertThat(PatternsTest.finds(pattern, text)).isTrue();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = ' ',
                quoteCharacter = '"',
                value = {
                    "^abc$ \"abc\n\"",
                    "^a \"b\na\"",
                    "a$ \"a\nb\"",
                    "^.$ \"\n\"",
                    "^.$ \"\r\"",
                    "^.$ \"\u2028\"",
                    "^\\d$ \u0663",
                    "^\\w$ é",
                    "^[[:alpha:]]$ a",
                    "[] a",
                    "^(?i:a)b$ aB",
                    "^\\uD83D$ \uD83D\uDE00",
                    "^a{2}$ aaa",
                    "^a{,2}$ aa",
                })
        void doesNotFind(String pattern, String text) {
            assertThat(PatternsTest.finds(pattern, text)).isFalse();
        }

        @Test
        void knowsWhiteSpaceBeyondAscii() {
            RegularExpression space = compile("^\\s$");
            RegularExpression inClass = compile("^[\\s]$");
            RegularExpression none = compile("^\\S$");
            RegularExpression noneInClass = compile("^[\\S]$");
            String wanted =
                    "\t\n\u000B\f\r \u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A"
                            + "\u2028\u2029\u202F\u205F\u3000\uFEFF";
            assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)).allSatisfy(c -> {
                String text = Character.toString(c);
                boolean isSpace = wanted.contains(text);
                assertThat(space.matches(text)).isEqualTo(isSpace);
                assertThat(inClass.matches(text)).isEqualTo(isSpace);
                assertThat(none.matches(text)).isNotEqualTo(isSpace);
                assertThat(noneInClass.matches(text)).isNotEqualTo(isSpace);
            });
        }

        @Test
        void takesEveryCharacterForItselfWhereItIsEscaped() {
            assertThat(IntStream.range(0x20, 0x7F)).allSatisfy(c -> {
                String text = Character.toString(c);
                String pattern = Character.isLetterOrDigit(c) ? text : "\\" + text;
                assertThat(PatternsTest.finds("^" + pattern + "$", text)).isTrue();
                assertThat(PatternsTest.finds("^[" + pattern + "]$", text)).isTrue();
                assertThat(PatternsTest.finds("^[^" + pattern + "]$", text)).isFalse();
            });
        }
    }

    /** Of patterns that mean the same to both, whether they are found. */
    @Test
    void findsWhatJavaFinds() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String pattern = pattern(random, 3);
            String text = text(random);
            assertThat(finds(pattern, text))
                    .as("seed %d: %s in '%s'", seed, pattern, text)
                    .isEqualTo(java.util.regex.Pattern.compile(pattern.replace("$", "\\z"))
                            .matcher(text)
                            .find());
        }
    }

    /** Counts follow single characters only: of a group that may be empty, Java gives up on a count too early. */
    private static String pattern(Random random, int depth) {
        StringBuilder pattern = new StringBuilder();
        for (int parts = 1 + random.nextInt(3); parts > 0; parts--) {
            int kind = random.nextInt(depth == 0 ? 6 : 8);
            switch (kind) {
                case 0, 1 -> pattern.append((char) ('a' + random.nextInt(3)));
                case 2 -> pattern.append(".");
                case 3 -> pattern.append(random.nextBoolean() ? "[ab]" : "[^b-c]");
                case 4 -> pattern.append(random.nextBoolean() ? "\\w" : "\\D");
                case 5 -> pattern.append(random.nextBoolean() ? "^" : "$");
                case 6 -> pattern.append('(').append(pattern(random, depth - 1)).append(')');
                default ->
                    pattern.append("(?:")
                            .append(pattern(random, depth - 1))
                            .append('|')
                            .append(pattern(random, depth - 1))
                            .append(')');
            }
            pattern.append(REPEATED[random.nextInt(kind < 5 ? REPEATED.length : WITHOUT_COUNT)]);
        }
        return pattern.toString();
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(8), 'a', 'd')
                .mapToObj(Character::toString)
                .reduce("", String::concat);
    }

    @Nested
    class Refuses {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '"',
                value = {
                    "^(?=.*a).*$ | looks ahead or behind ((?=.), which cannot be matched in linear time: write the conditions"
                            + " as patterns of their own, under allOf or not",
                    "^(?!a) | looks ahead or behind ((?!a)",
                    "(?<=a)b | looks ahead or behind ((?<=)",
                    "(?<!a)b | looks ahead or behind ((?<!)",
                    "(a)\\1 | refers back to a group (\\1), which cannot be matched in linear time: write out what may stand"
                            + " there",
                    "(?<n>a)\\k<n> | refers back to a group (\\k)",
                    "a{1001} | has too large a count, {1001}: write at most 1000, or use minLength and maxLength",
                    "a{0,99999999999} | has too large a count",
                    "(a{1000}){1000} | is too long: write at most 2500 characters, where a{9} counts as ten",
                    "((((a{9}){9}){9}){9}){9} | is too long",
                    "( | is not a regular expression of ECMA-262 that is supported (missing closing )): correct it, or"
                            + " write it without the unsupported part",
                    "a) | (a ) without an opening ()",
                    "[a | (a [ without a closing ])",
                    "[b-a] | (a range of characters from high to low)",
                    "* | (missing argument to repetition operator)",
                    "a++ | (invalid nested repetition operator)",
                    "a{2,1} | (invalid repeat count)",
                    "(?>a) | (unknown group (?>)",
                    "(?m)a | (unknown group (?m)",
                    "(?<>a) | (unknown group (?<)",
                    "a\\ | (a \\ at the end)",
                    "\\Aa | (unknown escape \\A)",
                    "a\\Z | (unknown escape \\Z)",
                    "\\Qa\\E | (unknown escape \\Q)",
                    "[\\B] | (unknown escape \\B)",
                    "\\x4 | (no code point after \\x)",
                    "\\u12 | (no code point after \\u)",
                    "\\u{110000} | (no code point after \\u)",
                    "\\012 | (an octal escape; write \\x and two digits)",
                    "\\c1 | (no letter after \\c)",
                    "\\pL | (no {name} after \\p)",
                    "\\p{Emoji} | (invalid character class range)",
                })
        void whatItCannotMatchInLinearTime(String pattern, String why) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> compile(pattern))
                    .withMessageContaining(why);
        }

        @Test
        void groupsTooDeepForTheStack() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> compile("(a".repeat(4_000) + ")*b".repeat(4_000)))
                    .withMessageContaining("is too long");
        }
    }

    /** Of each the JDK's regular expressions need more than a lifetime for this text, or overflow the stack. */
    @ParameterizedTest
    @Timeout(20)
    @ValueSource(strings = {"^(a+)+$", "^(a|a)*$", "^(a*)*b$", "(a|aa)+$", "^(\\w+\\s?)*$", "^([a-z]|a{1,20})+$"})
    void takesTimeThatIsLinearInTheText(String pattern) {
        assertThat(finds(pattern, "a".repeat(50_000) + "!")).isFalse();
    }

    @Test
    @Timeout(20)
    void takesATextOfMegabytes() {
        assertThat(finds("^(a|b)*$", "ab".repeat(1_000_000))).isTrue();
    }
}
