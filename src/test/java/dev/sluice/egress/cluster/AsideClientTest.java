package dev.sluice.egress.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.Test;

class AsideClientTest {

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final Duration LONG = Duration.ofMinutes(1);

    private final AtomicInteger connections = new AtomicInteger();

    /** An answer with the number of another request ends the thread of Kafka's client. */
    @Test
    void isReplacedOnceItsThreadHasEnded() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture.runAsync(() -> answerWithGarbage(server));
            AsideClient client = new AsideClient(
                    "test", Map.of("bootstrap.servers", "127.0.0.1:" + server.getLocalPort()), TIMEOUT_MILLIS);
            for (int i = 0; i < 3; i++) {
                int before = connections.get();
                assertThat(client.ask(AsideClientTest::nodes)).failsWithin(LONG);
                assertThat(connections.get()).isGreaterThan(before);
            }
            client.close();
        }
    }

    private static KafkaFuture<Collection<Node>> nodes(Admin admin) {
        return admin.describeCluster().nodes();
    }

    private void answerWithGarbage(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                connections.incrementAndGet();
                DataInputStream in = new DataInputStream(socket.getInputStream());
                in.skipNBytes(in.readInt());
                socket.getOutputStream().write("\0\0\0\5hello".getBytes(StandardCharsets.US_ASCII));
                in.read(); // until the client closes
            } catch (IOException e) {
                // the connection, or the test, is over
            }
        }
    }
}
