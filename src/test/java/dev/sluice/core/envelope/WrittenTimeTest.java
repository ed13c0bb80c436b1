package dev.sluice.core.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenTimeTest {

    @ParameterizedTest
    @CsvSource({
        "1764196800, 2025-11-26T22:40:00Z",
        "1764196800.5, 2025-11-26T22:40:00.500Z",
        "1355517523.000005, 2012-12-14T20:38:43.000005Z",
        "1764196800123, 2025-11-26T22:40:00.123Z",
        "1764196800123.25, 2025-11-26T22:40:00.123250Z",
        "1000000000, 2001-09-09T01:46:40Z",
        "9999999999, 2286-11-20T17:46:39Z",
        "9999999999999, 2286-11-20T17:46:39.999Z",
        "2015-05-17 18:08:09 UTC, 2015-05-17T18:08:09Z",
        "2015-05-17 18:08:09 +0200, 2015-05-17T18:08:09+02:00",
        "2015-05-17 18:08:09 -0930, 2015-05-17T18:08:09-09:30"
    })
    void isWrittenAsRfc3339(String text, String time) {
        assertThat(WrittenTime.inRfc3339(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2015-05-17T18:08:09Z",
                "2015-05-17t18:08:09.123456789012+02:00",
                "20150517",
                "201505171808",
                "20150517180809",
                "1764196800123456",
                "-1764196800",
                "1.764196800e9",
                "1764196800.",
                "1764196800.1234567890",
                "2015-05-17 18:08:09",
                "2015-05-17 18:08:09 CET",
                "yesterday",
                "1"
            })
    void staysAsItCameIfItCouldMeanSomethingElse(String text) {
        assertThat(WrittenTime.inRfc3339(text)).isEqualTo(text);
    }
}
