package dev.sluice.egress.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.KafkaTopic;
import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import dev.sluice.packaged.PackagedSluice;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The packaged function, and a broker that takes tokens only. */
class TokenBrokerIT {

    private static final byte[] DATA = "{}".getBytes(UTF_8);

    @Test
    void publishesOnceThereIsATokenAndTellsUntilThenWhyThereIsNone() throws Exception {
        int tokenPort = PackagedSluice.freePort();
        try (TokenBroker broker = TokenBroker.start("events");
                PackagedSluice sluice = PackagedSluice.start(environment(broker, tokenPort));
                KafkaTopic topic = broker.topic()) {
            int port = sluice.port();
            String told = sluice.await(line -> line.contains("cannot log in"));
            assertThat(told)
                    .contains(" ERROR [dev.sluice.egress] ", "the producer of the channel records cannot log in: ")
                    .contains("Connection refused")
                    .endsWith("; Sluice answers 503 to its events until it can");
            try (TokenEndpoint endpoint = TokenEndpoint.open(tokenPort)) {
                assertThat(RawHttp.post(port, Events.binary("1"), DATA).status())
                        .isEqualTo(202);
            }
            assertThat(topic.next())
                    .singleElement()
                    .satisfies(record -> assertThat(record.value()).isEqualTo(DATA));
            sluice.terminate();
            assertThat(sluice.exitCode()).isZero();
            List<String> output = sluice.output();
            assertThat(output)
                    .noneMatch(line -> line.contains("secret") || line.contains("Basic "))
                    .noneMatch(line -> line.startsWith("\tat "));
        }
    }

    private static Map<String, String> environment(TokenBroker broker, int tokenPort) throws Exception {
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        environment.put("SLUICE_TOPIC", "events");
        environment.put("PORT", Integer.toString(PackagedSluice.freePort()));
        try (TokenEndpoint closedAtOnce = TokenEndpoint.open(tokenPort)) {
            closedAtOnce
                    .login()
                    .forEach((key, value) -> environment.put(
                            "KAFKA_" + key.replace('.', '_').toUpperCase(Locale.ROOT), value.toString()));
        }
        return environment;
    }
}
