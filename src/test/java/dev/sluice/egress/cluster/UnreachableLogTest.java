package dev.sluice.egress.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.GuardedKafka;
import dev.sluice.broker.KafkaTopic;
import dev.sluice.egress.LogCapture;
import dev.sluice.egress.cluster.Listener.Found;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told of the listeners of a real broker, and of addresses where there is none. */
class UnreachableLogTest {

    private static final int TIMEOUT_MILLIS = 10_000;

    @TempDir
    private static Path certificates;

    private static GuardedKafka broker;

    private final LogCapture log = new LogCapture();
    private final AtomicLong now = new AtomicLong();

    @BeforeAll
    static void start() {
        broker = GuardedKafka.start(certificates);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @AfterEach
    void stopListening() {
        log.close();
    }

    private UnreachableLog of(String servers, Map<String, String> settings) {
        UnreachableLog unreachable = new UnreachableLog(now::get);
        unreachable.tellOf(with(servers, settings));
        return unreachable;
    }

    private static Map<String, Object> with(String servers, Map<String, String> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", servers);
        return all;
    }

    private void isToldAs(String reason) {
        assertThat(log.lines()).singleElement().asString().startsWith("WARN").contains(reason);
    }

    @Test
    void eachListenerIsSeenForWhatItIs() {
        assertThat(Listener.at(broker.plain(), TIMEOUT_MILLIS)).returns(Found.KAFKA, Listener::found);
        assertThat(Listener.at(broker.tls(), TIMEOUT_MILLIS)).returns(Found.TLS, Listener::found);
        assertThat(Listener.at(broker.login(), TIMEOUT_MILLIS)).returns(Found.KAFKA_WITH_LOGIN, Listener::found);
        assertThat(Listener.justAt(broker.login(), TIMEOUT_MILLIS)).returns(Found.KAFKA, Listener::found);
    }

    @Test
    void tellsEveryAddressAndWhatHappensThere() {
        of("no-such-host.invalid:9092,127.0.0.1:1", Map.of()).unreachable();
        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith(
                        "WARN Kafka cannot be reached: no-such-host.invalid:9092: unknown host; 127.0.0.1:1: Connection"
                                + " refused");
    }

    @Test
    void tellsAClientWithTlsThatTheListenerHasNone() {
        of(broker.plain(), broker.trusting()).unreachable();
        isToldAs(broker.plain()
                + ": the listener does not speak TLS, but security.protocol is SSL; set PLAINTEXT, or use the"
                + " port of a listener with TLS");
    }

    @Test
    void tellsAClientWithoutTlsThatTheListenerHasIt() {
        of(broker.tls(), Map.of()).unreachable();
        isToldAs(broker.tls() + ": the listener speaks TLS, but security.protocol is PLAINTEXT; set SSL");
    }

    @Test
    void tellsAClientWithoutALoginThatTheListenerWantsOne() {
        of(broker.login(), Map.of("sasl.mechanism", "PLAIN")).unreachable();
        isToldAs(broker.login() + ": it closes the connection at the first question, as a listener does that wants a"
                + " login; set security.protocol to SASL_PLAINTEXT");
    }

    @Test
    void writesALineInTenSecondsAndLooksNoOftener() {
        UnreachableLog unreachable = of("127.0.0.1:1", Map.of());
        for (int second = 0; second < 30; second++) {
            unreachable.unreachable();
            now.addAndGet(Duration.ofSeconds(1).toNanos());
        }
        assertThat(log.lines()).hasSize(3);
    }

    @Test
    void tellsThePathThatCannotBeBuilt() {
        of(broker.tls(), broker.strange()).refused(failure(broker.tls(), broker.strange()));
        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("ERROR")
                .contains(broker.tls(), "SslAuthenticationException", "PKIX path building failed");
    }

    @Test
    void tellsTheNameThatDoesNotMatch() {
        of(broker.misnamed(), broker.trusting()).refused(failure(broker.misnamed(), broker.trusting()));
        assertThat(log.lines())
                .singleElement()
                .asString()
                .contains(broker.misnamed(), "No subject alternative names matching IP address 127.0.0.1");
    }

    @Test
    void tellsTheLoginThatIsRefusedWithoutItsPassword() {
        Map<String, String> login = Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"app\" password=\"wr0ng\";");
        of(broker.login(), login).refused(failure(broker.login(), login));
        assertThat(log.lines())
                .singleElement()
                .asString()
                .contains(broker.login(), "SaslAuthenticationException", "Invalid username or password")
                .doesNotContain("wr0ng");
    }

    @Test
    void tellsNothingOfOtherFailures() {
        of("127.0.0.1:1", Map.of()).refused(new TimeoutException("x"));
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void tellsBrokersThatTheClusterNamesAndThatCannotBeReached() {
        int port = Integer.parseInt(broker.tls().substring(broker.tls().indexOf(':') + 1));
        of(broker.plain(), Map.of())
                .named(List.of(new Node(1, "127.0.0.1", port), new Node(2, "kafka-2.invalid", 9092)));
        isToldAs(
                "brokers that it names cannot be reached: 2 at kafka-2.invalid:9092: unknown host; check advertised.listeners");
    }

    @Test
    void tellsNothingWhereTheBrokersThatTheClusterNamesAreThere() throws Exception {
        try (Admin admin = Admin.create(with(broker.plain(), Map.of()))) {
            of(broker.plain(), Map.of()).named(admin.describeCluster().nodes().get());
        }
        assertThat(log.lines()).isEmpty();
    }

    /** An error that is no exception, as that there is no more memory, ends the thread of Kafka's client. */
    @Test
    void theThreadOfAProducerIsKnownToHaveEnded() throws Exception {
        KafkaTopic.create(broker.plain(), "events", 1);
        Map<String, Object> settings = with(broker.plain(), Map.of("client.id", "short-lived"));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            NetworkThread thread = new NetworkThread("short-lived", () -> producer);
            ProducerHealth health = new ProducerHealth(System::nanoTime);
            health.sendsOn(thread);
            assertThat(health.lostBy()).isEmpty();
            assertThat(new NetworkThread("not made", () -> null).hasEnded()).isFalse();
            CompletableFuture<Thread> sending = new CompletableFuture<>();
            producer.send(new ProducerRecord<>("events", new byte[1]), (written, failure) -> {
                sending.complete(Thread.currentThread());
                throw new OutOfMemoryError("for the test");
            });
            sending.join().join();
            assertThat(health.lostBy()).isEqualTo("its network thread has ended");
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR")
                    .contains("will never send again");
        }
    }

    private static Throwable failure(String servers, Map<String, String> settings) {
        try (Admin admin = Admin.create(with(servers, settings))) {
            admin.describeCluster().nodes().get();
            throw new AssertionError("it was let in");
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
