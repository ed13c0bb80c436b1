package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import dev.sluice.ingress.auth.HeldKeys;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.smallrye.reactive.messaging.memory.InMemorySink;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.Test;

/** A process that is told to end while the keys for some requests are being fetched. */
@QuarkusTest
@TestProfile(DrainWithProofsTest.Profile.class)
class DrainWithProofsTest {

    private static final String IN_TIME = "https://in-time.example";
    private static final String LATE = "https://late.example";
    private static final String AUDIENCE = "us";

    private static final byte[] SMALL = "{}".getBytes(StandardCharsets.UTF_8);

    /** More than a connection holds that nobody reads from. */
    private static final byte[] LARGE = new byte[24 * 1024 * 1024];

    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = new HashMap<>(new RequestTest.Profile().getConfigOverrides());
            overrides.put("sluice.drain-timeout", "4s");
            sender(overrides, "in-time", IN_TIME);
            sender(overrides, "late", LATE);
            return overrides;
        }

        private static void sender(Map<String, String> overrides, String name, String issuer) {
            String sender = "sluice.senders." + name + ".";
            overrides.put(sender + "path", "/" + name);
            overrides.put(sender + "authenticate.oidc.issuer", issuer);
            overrides.put(sender + "authenticate.oidc.jwks-uri", issuer + "/keys");
            overrides.put(sender + "authenticate.oidc.audience", AUDIENCE);
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(HeldKeys.class);
        }
    }

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Inject
    Drain drain;

    @Inject
    @Connector(InMemoryConnector.CONNECTOR)
    InMemoryConnector connector;

    @Test
    void publishesThoseWhoseKeysComeAndTellsTheOthersToGoElsewhere() throws Exception {
        InMemorySink<ProducerRecord<byte[], byte[]>> records = connector.sink("records");
        records.clear();
        HeldKeys.hold(IN_TIME, LATE);
        try (RawHttp inTime = new RawHttp(port);
                RawHttp late = new RawHttp(port)) {
            inTime.sendPost("/in-time", Events.binary("1", "Authorization", bearer(IN_TIME)), SMALL);
            FutureTask<Void> sent =
                    begin(() -> late.sendPost("/late", Events.binary("2", "Authorization", bearer(LATE)), LARGE));
            HeldKeys.awaitQuestion(IN_TIME);
            HeldKeys.awaitQuestion(LATE);
            FutureTask<Void> drained = begin(drain::drain);
            while (!drain.hasBegun()) {
                Thread.onSpinWait();
            }
            HeldKeys.answer(IN_TIME);
            Response published = inTime.read();
            assertThat(published.status()).as(published.body()).isEqualTo(202);
            assertThat(published.header("connection")).isEqualTo("close");
            Response refused = late.read();
            assertThat(refused.status()).as(refused.body()).isEqualTo(503);
            assertThat(refused.body()).contains("DRAINING");
            assertThat(refused.header("connection")).isEqualTo("close");
            assertThat(refused.header("retry-after")).asInt().isPositive();
            assertThat(late.isAtEnd()).isTrue();
            // if nobody had read it to its end, the connection would have broken instead
            sent.get(30, TimeUnit.SECONDS);
            drained.get(30, TimeUnit.SECONDS);
            HeldKeys.answer(LATE);
            assertThat(records.received())
                    .singleElement()
                    .satisfies(record -> assertThat(record.getPayload().value()).isEqualTo(SMALL));
        }
    }

    /** What may throw while a test goes on. */
    private interface Step {
        void run() throws Exception;
    }

    private static FutureTask<Void> begin(Step step) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            step.run();
            return null;
        });
        new Thread(task).start();
        return task;
    }

    private static String bearer(String issuer) {
        return "Bearer " + HeldKeys.token(issuer, AUDIENCE);
    }
}
