package dev.sluice.core.cesql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionChecksTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            type = 'a' AND type = 'b'                        | type cannot have two values at once
            type = 'a' AND source = 's' AND type = 'b'       | type cannot have two values at once
            (type = 'a' AND type = 'b') OR (id = '1' AND id = '2') | type cannot have two values at once
            type = 'a' AND (source = 's' AND source = 't')   | source cannot have two values at once
            type IN ('a', 'b') AND type IN ('c', 'd')        | type cannot have two values at once
            type = 'a' AND type IN ('c', 'd')                | type cannot have two values at once
            region = 'a' AND region = 'b'                    | region cannot have two values at once
            type = 'order' AND type LIKE 'invoice.%'         | no value of type fits both = and LIKE
            type LIKE 'invoice.%' AND type = 'order'         | no value of type fits both = and LIKE
            type = 'order' AND type NOT LIKE 'order%'        | no value of type fits both = and LIKE
            time > '2026-01-01'                              | compare whole numbers, and '2026-01-01' is none
            type                                             | is not true or false
            'order'                                          | is the same for every event
            'a' = 'b' AND type = 'a'                         | is the same for every event
            UPPER(type)                                      | is not true or false
            1 + 1                                            | is the same for every event
            """)
    void findsWhatNoEventMatches(String condition, String why) throws Exception {
        assertThat(Expression.parse(condition).neverMatches()).contains(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FALSE",
                "TRUE",
                "premium",
                "type = 'a' OR type = 'b'",
                "type = 'a' AND type = 'a'",
                "type IN ('a', 'b') AND type = 'b'",
                "type = 'order.a' AND type LIKE 'order.%'",
                "type LIKE 'a%' AND type LIKE '%b'",
                "type = 'a' AND NOT (type = 'b')",
                "type != 'a' AND type != 'b'",
                "UPPER(type) = 'A' AND type = 'a'",
                "(type = 'a' AND type = 'b') OR type = 'c'",
                "sequence > 5 AND sequence > '7'",
                "EXISTS subject AND subject = '4'"
            })
    void leavesAloneWhatMayMatch(String condition) throws Exception {
        assertThat(Expression.parse(condition).neverMatches()).isNull();
        assertThat(Expression.parse(condition).doubts()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            type LIKE 'order.*'             | has LIKE with an ordinary * in it: did you mean %, which stands for any characters?
            NOT (type LIKE 'order.*')       | has LIKE with an ordinary * in it: did you mean %, which stands for any characters?
            type = 'order.%'                | compares with 'order.%' by =, letter by letter: did you mean LIKE, with % for any characters?
            type = 'com.example.*'          | compares with 'com.example.*' by =, letter by letter: did you mean LIKE, with % for any characters?
            type IN ('a', 'order.%')        | compares with 'order.%' by IN, letter by letter: did you mean LIKE, with % for any characters?
            type = order                    | compares with the attribute order: did you mean the text 'order', in quotes?
            id = '1' AND source != Shop     | compares with the attribute shop: did you mean the text 'shop', in quotes?
            type IN ('a', order)            | compares with the attribute order: did you mean the text 'order', in quotes?
            """)
    void findsWhatIsProbablyNotMeant(String condition, String doubt) throws Exception {
        assertThat(Expression.parse(condition).doubts()).containsExactly(doubt);
        assertThat(Expression.parse(condition).neverMatches()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type LIKE 'order.%*'",
                "type = subject",
                "'eu' = region",
                "5 = amount",
                "EXISTS region AND subject = region",
                "type = 'a*b'",
                "type IN ('a', 'b')",
                "type = 'x' AND amount = 5"
            })
    void leavesAloneWhatMayBeMeant(String condition) throws Exception {
        assertThat(Expression.parse(condition).doubts()).isEmpty();
    }

    @Test
    void namesExtensions() throws Exception {
        assertThat(Expression.parse("typ = 'a' AND EXISTS subjct OR type = 'b' AND id IN (x)")
                        .extensions())
                .containsExactly("subjct", "typ", "x");
    }
}
