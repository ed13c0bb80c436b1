package dev.sluice.egress.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.egress.cluster.Listener.Found;
import dev.sluice.egress.settings.SecurityProtocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is seen of listeners that are no broker's; those of a broker are in {@link UnreachableLogTest}. */
class ListenerTest {

    private static final int TIMEOUT_MILLIS = 300;
    private static final int LONG_MILLIS = 10_000;

    /** Answers one connection with {@code answer}, once it was asked anything, and closes it. */
    private static Listener whereAnswers(byte[] answer) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().readNBytes(14);
                    socket.getOutputStream().write(answer);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            Listener there = Listener.at("127.0.0.1:" + server.getLocalPort(), LONG_MILLIS);
            answered.join();
            return there;
        }
    }

    @Test
    void aTlsAlertIsTls() throws Exception {
        Listener there = whereAnswers(new byte[] {0x15, 3, 3, 0, 2, 2, 80});
        assertThat(there.found()).isEqualTo(Found.TLS);
        assertThat(there.reason(SecurityProtocol.of("PLAINTEXT")))
                .isEqualTo("the listener speaks TLS, but security.protocol is PLAINTEXT; set SSL, or SASL_SSL with a"
                        + " login");
        assertThat(there.reason(SecurityProtocol.of("sasl_plaintext")))
                .endsWith("security.protocol is SASL_PLAINTEXT; set SASL_SSL");
    }

    @Test
    void whatIsNoKafkaIsSomethingElse() throws Exception {
        assertThat(whereAnswers("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII)))
                .returns(Found.OTHER, Listener::found);
        assertThat(whereAnswers("SSH-2.0-x\r\n".getBytes(US_ASCII))).returns(Found.OTHER, Listener::found);
        assertThat(whereAnswers(new byte[] {-1, -1, -1, -1})).returns(Found.OTHER, Listener::found);
    }

    @Test
    void aConnectionThatIsClosedWithoutAnAnswerMayBeOfEither() throws Exception {
        Listener there = whereAnswers(new byte[0]);
        assertThat(there.found()).isEqualTo(Found.CLOSED);
        assertThat(there.reason(SecurityProtocol.of("PLAINTEXT")))
                .endsWith("if it is a listener with TLS, set security.protocol to SSL, or SASL_SSL with a login");
        assertThat(there.reason(SecurityProtocol.of("SASL_SSL"))).endsWith("check whether it is a listener with TLS");
    }

    @Test
    void nothingIsHeardOfOneThatIsSilent() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Listener.at("127.0.0.1:" + server.getLocalPort(), TIMEOUT_MILLIS))
                    .returns(Found.SILENT, Listener::found)
                    .returns(true, Listener::isConnected);
        }
    }

    /** Each byte comes in time, and all of them would take hours. */
    @Test
    void anAnswerThatComesByteByByteIsNone() throws Exception {
        ScheduledExecutorService drops = Executors.newSingleThreadScheduledExecutor();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Listener> there = CompletableFuture.supplyAsync(
                    () -> Listener.at("127.0.0.1:" + server.getLocalPort(), TIMEOUT_MILLIS));
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write(new byte[] {0, 15, 0, 0});
                drops.scheduleAtFixedRate(() -> drop(socket), 0, TIMEOUT_MILLIS / 10, TimeUnit.MILLISECONDS);
                assertThat(there).succeedsWithin(Duration.ofMillis(LONG_MILLIS)).returns(Found.SILENT, Listener::found);
            }
        } finally {
            drops.shutdownNow();
        }
    }

    private static void drop(Socket into) {
        try {
            into.getOutputStream().write(0);
        } catch (IOException e) {
            throw new IllegalStateException(e); // ends the dripping
        }
    }

    @Test
    void noConnectionIsMadeWhereNobodyListens() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        Listener there = Listener.at("127.0.0.1:" + port, TIMEOUT_MILLIS);
        assertThat(there.found()).isEqualTo(Found.NOT_CONNECTED);
        assertThat(there.isConnected()).isFalse();
        assertThat(there.reason(SecurityProtocol.of("SSL"))).containsIgnoringCase("refused");
    }

    @ParameterizedTest
    @CsvSource({"no-such-host.invalid:9092", "SSL://no-such-host.invalid:9092", "no-port"})
    void aNameWithoutAnAddressIsUnknown(String address) {
        Listener there = Listener.at(address, TIMEOUT_MILLIS);
        assertThat(there.found()).isEqualTo(Found.UNKNOWN_HOST);
        assertThat(there.reason(SecurityProtocol.of("SSL"))).isEqualTo("unknown host");
    }

    @Test
    void severalAddressesAreToldApartAsInBootstrapServers() {
        assertThat(Listener.addresses(" a:1,b:2 , [::1]:3,")).containsExactly("a:1", "b:2", "[::1]:3");
    }
}
