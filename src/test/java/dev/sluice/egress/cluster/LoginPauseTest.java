package dev.sluice.egress.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.egress.LogCapture;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoginPauseTest {

    private final LogCapture log = new LogCapture();

    private static final Map<String, Object> SETTINGS =
            Map.of("sasl.jaas.config", "a.b.PlainLoginModule required username=\"app\" password=\"p-w-d\";");

    private long now = 1;
    private int asked;
    private Throwable failure;
    private final LoginPause pause = new LoginPause("records", SETTINGS, () -> now);

    @AfterEach
    void stopListening() {
        log.close();
    }

    private Throwable ask() {
        return pause.<Integer>ask(() -> {
                    asked++;
                    return failure == null
                            ? Uni.createFrom().item(1)
                            : Uni.createFrom().failure(failure);
                })
                .onItem()
                .transform(answer -> (Throwable) null)
                .onFailure()
                .recoverWithItem(reported -> reported)
                .await()
                .indefinitely();
    }

    private void passSeconds(int seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    private static KafkaException notLoggedIn(String text) {
        return new KafkaException("Failed to construct", new KafkaException(new LoginException(text)));
    }

    @Test
    void letsEveryQuestionPassWhileTheLoginIsNotWhatFails() {
        failure = new TimeoutException("no metadata");
        assertThat(ask()).isSameAs(failure);
        assertThat(ask()).isSameAs(failure);
        failure = null;
        assertThat(ask()).isNull();
        assertThat(asked).isEqualTo(3);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void repeatsTheFailureOfALoginForFiveSecondsWithoutAnotherOne() {
        failure = notLoggedIn("401");
        assertThat(ask()).isSameAs(failure);
        assertThat(ask()).isSameAs(failure);
        passSeconds(4);
        assertThat(ask()).isSameAs(failure);
        assertThat(asked).isEqualTo(1);
        passSeconds(1);
        failure = null;
        assertThat(ask()).isNull();
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void tellsTheFirstLineOfTheReasonOnceInTenSeconds() {
        failure = notLoggedIn("\na.b.C: the response code 401\tfor {}\n\tat a.b.C.d(C.java:1)\n");
        ask();
        passSeconds(5);
        ask();
        assertThat(log.lines())
                .containsExactly("ERROR the producer of the channel records cannot log in: a.b.C: the response code 401"
                        + " for {}; Sluice answers 503 to its events until it can");
        passSeconds(5);
        ask();
        assertThat(asked).isEqualTo(3);
        assertThat(log.lines()).hasSize(2);
    }

    @Test
    void doesNotTellTheSecretOfALogin() {
        failure = notLoggedIn("app was refused with p-w-d");
        ask();
        assertThat(log.lines()).singleElement().asString().contains("app was refused with ***;");
    }

    @Test
    void tellsAFailureWithoutAReason() {
        failure = notLoggedIn("");
        ask();
        assertThat(log.lines()).singleElement().asString().contains("cannot log in: no reason is given;");
    }
}
