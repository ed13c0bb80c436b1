package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void grantsOneSecondsWorthAtOnceAndThenSaysHowLongToWait() {
        TokenBucket bucket = new TokenBucket(120, 0);
        assertThat(bucket.secondsToWait(0)).isZero();
        assertThat(bucket.secondsToWait(0)).isZero();
        assertThat(bucket.secondsToWait(0)).isEqualTo(1);
    }

    @Test
    void grantsNoMoreInAMinuteThanTheRateAndOneSecondsWorth() {
        TokenBucket bucket = new TokenBucket(60, 0);
        int granted = 0;
        for (long now = 0; now < 60 * SECOND; now += SECOND / 10) {
            granted += bucket.secondsToWait(now) == 0 ? 1 : 0;
        }
        assertThat(granted).isBetween(59, 61);
    }

    @Test
    void saysToWaitAMinuteForOneRequestAMinute() {
        TokenBucket bucket = new TokenBucket(1, 5);
        assertThat(bucket.secondsToWait(5)).isZero();
        assertThat(bucket.secondsToWait(5)).isEqualTo(60);
        assertThat(bucket.secondsToWait(5 + 30 * SECOND)).isEqualTo(30);
        assertThat(bucket.secondsToWait(5 + 60 * SECOND)).isZero();
    }

    @Test
    void savesNothingUpWhileNobodyAsks() {
        TokenBucket bucket = new TokenBucket(60, 0);
        assertThat(bucket.secondsToWait(3600 * SECOND)).isZero();
        assertThat(bucket.secondsToWait(3600 * SECOND)).isEqualTo(1);
    }
}
