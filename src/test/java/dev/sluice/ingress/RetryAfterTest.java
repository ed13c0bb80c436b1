package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    private static final int SENDERS = 10_000;

    @ParameterizedTest
    @CsvSource({"1, 4", "2, 9", "30, 60", "0, 1", "120, 140"})
    void sendsAsManyBackInEachSecondOfItsBounds(int least, int most) {
        TreeMap<Integer, Integer> sendersOfSecond = new TreeMap<>();
        RetryAfter retryAfter = new RetryAfter(least, most);
        for (int i = 0; i < SENDERS; i++) {
            sendersOfSecond.merge(Integer.valueOf(retryAfter.draw().value()), 1, Integer::sum);
        }
        assertThat(sendersOfSecond.keySet())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(least, most).boxed().toList());
        // ten thousand drawn at random leave these bounds once in many billions of runs
        int fair = SENDERS / (most - least + 1);
        assertThat(sendersOfSecond.values())
                .allSatisfy(senders -> assertThat(senders).isBetween(fair / 2, fair * 2));
    }

    @Test
    void isNeverEarlierThanTheTimeToWaitFor() {
        assertThat(RetryAfter.from(60)).isEqualTo(new RetryAfter(60, 63));
    }
}
