package dev.sluice.core.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.event.Refusal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times that are sent as numbers. */
class EpochTimeTest {

    @ParameterizedTest
    @CsvSource({
        "0,1970-01-01T00:00:00Z",
        "1795680930,2026-11-26T08:15:30Z",
        "1795680930.0,2026-11-26T08:15:30Z",
        "1795680930.12,2026-11-26T08:15:30.120Z",
        "1795680930.1234567899,2026-11-26T08:15:30.123456789Z",
        "1795680930120,2026-11-26T08:15:30.120Z",
        "1795680930120.5,2026-11-26T08:15:30.120500Z",
        "1795680930120.1234567,2026-11-26T08:15:30.120123456Z",
        "99999999999,5138-11-16T09:46:39Z",
        "100000000000,1973-03-03T09:46:40Z",
        "99999999999999,5138-11-16T09:46:39.999Z",
    })
    void areSecondsOrMilliseconds(String number, String time) {
        assertThat(EpochTime.rfc3339(number)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1e9", "1.5E3", "100000000000000", "", ".", "1.", ".5", "1.-5", "1.5.5", "0x1", "١"})
    void areRefusedIfTheyAreAnythingElse(String number) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> EpochTime.rfc3339(number));
        assertThat(refusal.attribute()).isEqualTo("time");
    }
}
