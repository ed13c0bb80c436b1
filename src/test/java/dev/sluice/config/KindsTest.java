package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Kinds.Words;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KindsTest {

    private final ConfigErrors errors = new ConfigErrors();

    @ParameterizedTest
    @CsvSource({
        "cloudevents, CLOUDEVENTS, 30, false",
        "knative, CLOUDEVENTS, 30, false",
        "eventarc, CLOUDEVENTS, 8, false",
        "' PubSub ', PUBSUB, 8, false",
        "sns, SNS, 13, false",
        "eventbridge, EVENTBRIDGE, 4, false",
        "eventgrid, EVENTGRID, 25, false",
        "webhook, WEBHOOK, 8, false",
        "github, WEBHOOK, 8, true",
        "slack, WEBHOOK, 2, true",
        "standard-webhooks, WEBHOOK, 12, true"
    })
    void readsAKindWithItsWordsAndItsDeadline(String text, Words words, int seconds, boolean isPreset) {
        Kinds.Kind kind = Kinds.read("sluice.kind", text, errors);
        assertThat(kind.words()).isEqualTo(words);
        assertThat(kind.ackDeadline()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(kind.isPreset()).isEqualTo(isPreset);
        assertThat(errors.lines()).isEmpty();
    }

    @Test
    void refusesAnUnknownKindWithTheNearest() {
        Kinds.read("sluice.senders.code.kind", "git-hub", errors);
        assertThat(errors.lines())
                .singleElement()
                .asString()
                .startsWith("sluice.senders.code.kind 'git-hub' is not known: did you mean github? The kinds are"
                        + " cloudevents, knative,");
    }

    @Test
    void onlyWebhooksArePresets() {
        assertThat(Kinds.all()).filteredOn(Kinds.Kind::isPreset).allMatch(kind -> kind.words() == Words.WEBHOOK);
    }
}
