package dev.sluice.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar and the restrictions of RFC 3339, 5.6 and 5.7, case by case. */
class TimestampTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-02-03T04:05:06Z",
                "2024-02-03t04:05:06z",
                "2024-02-03T04:05:06.0Z",
                "2024-02-03T04:05:06.123456789012345678901234567890+01:00",
                "2024-02-03T00:00:00+00:00",
                "2024-02-03T23:59:59-00:00",
                "2024-02-03T23:59:59+23:59",
                "2024-02-03T23:59:59-23:59",
                "0000-02-29T00:00:00Z",
                "9999-12-31T23:59:59Z",
                "2000-02-29T00:00:00Z"
            })
    void takesEveryFormOfATimestamp(String text) {
        assertThat(Timestamp.isValid(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2016-12-31T23:59:60Z",
                "1990-06-30T23:59:60.5Z",
                "2016-12-31T15:59:60-08:00",
                "2017-01-01T00:59:60+01:00",
                "2017-01-01T23:58:60+23:59",
                "2016-12-31T00:00:60-23:59",
                "2024-02-29T23:59:60Z",
                "2024-03-01T00:59:60+01:00"
            })
    void takesALeapSecondAtTheEndOfAMonthInUtc(String text) {
        assertThat(Timestamp.isValid(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2016-12-31T23:58:60Z",
                "2016-12-31T22:59:60Z",
                "2016-12-30T23:59:60Z",
                "2016-12-31T23:59:60+01:00",
                "2017-01-01T00:59:60Z",
                "2017-01-02T00:59:60+01:00",
                "2016-12-31T23:59:60-08:00",
                "2023-02-28T00:00:60-00:01",
                "2024-02-28T23:59:60Z",
                "2016-12-31T23:59:61Z"
            })
    void refusesALeapSecondAtAnyOtherTime(String text) {
        assertThat(Timestamp.isValid(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "lunchtime",
                "2024-02-03",
                "2024-02-03T04:05Z",
                "2024-02-03T04:05:06",
                "2024-02-03T04:05:06.",
                "2024-02-03T04:05:06.1",
                "2024-02-03T04:05:06.Z",
                "2024-02-03T04:05:06,1Z",
                "2024-02-03T04:05:06 Z",
                "2024-02-03T04:05:06ZZ",
                "2024-02-03T04:05:06Z ",
                " 2024-02-03T04:05:06Z",
                "2024-02-03 04:05:06Z",
                "2024-02-03_04:05:06Z",
                "20240203T040506Z0000",
                "2024/02/03T04:05:06Z",
                "2024-02-03T04-05-06Z",
                "2024-02-03T4:05:06Z0",
                "24-02-03T04:05:06Z00",
                "12024-02-03T04:05:06Z",
                "-024-02-03T04:05:06Z",
                "+024-02-03T04:05:06Z",
                "2024-00-03T04:05:06Z",
                "2024-13-03T04:05:06Z",
                "2024-02-00T04:05:06Z",
                "2024-02-30T04:05:06Z",
                "2023-02-29T04:05:06Z",
                "1900-02-29T04:05:06Z",
                "2024-04-31T04:05:06Z",
                "2024-01-32T04:05:06Z",
                "2024-02-03T24:00:00Z",
                "2024-02-03T04:60:06Z",
                "2024-02-03T-4:05:06Z",
                "2024-02-03T04:05:06+05",
                "2024-02-03T04:05:06+0500",
                "2024-02-03T04:05:06+5:00",
                "2024-02-03T04:05:06+24:00",
                "2024-02-03T04:05:06+05:60",
                "2024-02-03T04:05:06+05:00Z",
                "2024-02-03T04:05:06*05:00",
                "2024-02-03T04:05:06+-5:00",
                "2024-02-03T04:05:06[UTC]",
                "2024-02-03T04:05:06UTC",
                "\u0662024-02-03T04:05:06Z",
                "2024-02-03T04:05:06.\u0661Z",
                "2024-02-03\u015404:05:06Z"
            })
    void refusesWhatIsNoTimestamp(String text) {
        assertThat(Timestamp.isValid(text)).isFalse();
    }

    @Test
    void knowsTheDaysOfEveryMonth() {
        for (int year : new int[] {1900, 2000, 2023, 2024}) {
            for (int month = 1; month <= 12; month++) {
                int days = LocalDate.of(year, month, 1).lengthOfMonth();
                for (int day = 0; day <= 33; day++) {
                    String text = String.format("%04d-%02d-%02dT00:00:00Z", year, month, day);
                    assertThat(Timestamp.isValid(text)).as(text).isEqualTo(day >= 1 && day <= days);
                }
            }
        }
    }

    @Test
    void takesALeapSecondForEveryOffsetWhereUtcEndsTheMonth() {
        OffsetDateTime end = OffsetDateTime.parse("2016-12-31T23:59:00Z");
        for (int minutes = -18 * 60; minutes <= 18 * 60; minutes++) {
            OffsetDateTime local = end.withOffsetSameInstant(ZoneOffset.ofTotalSeconds(minutes * 60));
            String zone = String.format(
                    "%s%02d:%02d", minutes < 0 ? "-" : "+", Math.abs(minutes) / 60, Math.abs(minutes) % 60);
            String date = local.toLocalDate() + "T" + String.format("%02d:%02d", local.getHour(), local.getMinute());
            assertThat(Timestamp.isValid(date + ":60" + zone)).as(date + zone).isTrue();
            String day = local.toLocalDate().minusDays(2) + date.substring(10);
            assertThat(Timestamp.isValid(day + ":60" + zone)).as(day + zone).isFalse();
        }
    }
}
