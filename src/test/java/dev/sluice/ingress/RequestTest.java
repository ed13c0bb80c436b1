package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.Bytes;
import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.smallrye.reactive.messaging.memory.InMemorySink;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What HTTP itself may look like: versions, transfer and content codings, sizes, and senders that misbehave. */
@QuarkusTest
@TestProfile(RequestTest.Profile.class)
class RequestTest {

    private static final int LIMIT = 896 * 1024;

    /** The product's own defaults, with a channel that ends in memory. */
    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "mp.messaging.outgoing.records.connector", InMemoryConnector.CONNECTOR,
                    "kafka.bootstrap.servers", "127.0.0.1:1",
                    "sluice.body-timeout", "1s",
                    "sluice.topic", "events");
        }
    }

    private static final byte[] DATA = "{\"total\":12.50}".getBytes(StandardCharsets.UTF_8);

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Inject
    @Connector(InMemoryConnector.CONNECTOR)
    InMemoryConnector connector;

    @Inject
    Admission admission;

    @Inject
    Vertx vertx;

    private InMemorySink<ProducerRecord<byte[], byte[]>> records;

    @BeforeEach
    void clear() {
        records = connector.sink("records");
        records.clear();
    }

    @Test
    void storesTheBodyByteForByte() throws IOException {
        byte[] body = new byte[256];
        new Random(1).nextBytes(body);
        assertThat(RawHttp.post(port, Events.binary("1"), body).status()).isEqualTo(202);
        assertThat(onlyRecord().value()).isEqualTo(body);
    }

    @Test
    void ignoresTheQueryString() throws IOException {
        try (RawHttp sender = new RawHttp(port)) {
            sender.sendPost("/?access_token=secret", Events.binary("1"), DATA);
            assertThat(sender.read().status()).isEqualTo(202);
        }
    }

    @Test
    void keepsTheConnectionForTheNextEventWhateverTheAnswer() throws IOException {
        try (RawHttp sender = new RawHttp(port)) {
            for (int i = 0; i < 3; i++) {
                sender.sendPost("/", List.of(), DATA);
                assertThat(sender.read().status()).isEqualTo(400);
                sender.sendPost("/elsewhere", Events.binary("1"), DATA);
                assertThat(sender.read().status()).isEqualTo(404);
                sender.sendPost("/", Events.binary("1"), new byte[LIMIT + 1]);
                assertThat(sender.read().status()).isEqualTo(413);
                sender.sendPost("/", Events.binary("1"), DATA);
                assertThat(sender.read().status()).isEqualTo(202);
            }
        }
        assertThat(records.received()).hasSize(3);
    }

    @Test
    void answersPipelinedRequestsInOrder() throws IOException {
        try (RawHttp sender = new RawHttp(port)) {
            sender.sendPost("/", Events.binary("1"), DATA);
            sender.sendPost("/", List.of(), DATA);
            sender.sendPost("/", Events.binary("2"), DATA);
            assertThat(List.of(
                            sender.read().status(),
                            sender.read().status(),
                            sender.read().status()))
                    .containsExactly(202, 400, 202);
        }
        assertThat(records.received()).hasSize(2);
    }

    @Test
    void tellsWhatIsAllowedWhenAskedByOptions() throws IOException {
        try (RawHttp sender = new RawHttp(port)) {
            sender.send("OPTIONS / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Response response = sender.read();
            assertThat(response.status()).isEqualTo(204);
            assertThat(response.header("allow")).isEqualTo("POST, OPTIONS");
        }
        assertThat(records.received()).isEmpty();
    }

    @Test
    void answersAKnativeProbeWithItsHashAndStoresNothing() throws IOException {
        try (RawHttp sender = new RawHttp(port)) {
            sender.send("GET / HTTP/1.1\r\nHost: localhost\r\nK-Network-Probe: probe\r\nK-Network-Hash: h\r\n\r\n");
            Response response = sender.read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("k-network-hash")).isEqualTo("h");
            assertThat(response.body()).isEmpty();
        }
        assertThat(records.received()).isEmpty();
    }

    @Test
    void passesTheTraceOfTheRequestOnAndLeavesTheEventsOwn() throws IOException {
        String hop = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        String origin = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        List<Map.Entry<String, String>> headers = Events.binary("1", "ce-traceparent", origin);
        headers.add(Map.entry("Traceparent", hop));
        headers.add(Map.entry("tracestate", "a=1"));
        headers.add(Map.entry("tracestate", "b=2"));
        assertThat(RawHttp.post(port, headers, DATA).status()).isEqualTo(202);
        assertThat(header("traceparent")).isEqualTo(hop);
        assertThat(header("tracestate")).isEqualTo("a=1,b=2");
        assertThat(header("ce_traceparent")).isEqualTo(origin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Prefer: reply",
                "X-Forwarded-For: 10.0.0.1",
                "Forwarded: for=10.0.0.1",
                "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736",
                "tracestate: without=parent",
                "K-Something: x",
                "Authorization: Bearer x",
                "Accept: text/html",
            })
    void storesNoHeaderThatIsNotTheEvents(String header) throws IOException {
        String[] parts = header.split(": ");
        assertThat(RawHttp.post(port, Events.binary("1", parts[0], parts[1]), DATA)
                        .status())
                .isEqualTo(202);
        assertThat(Arrays.stream(onlyRecord().headers().toArray()).map(Header::key))
                .containsExactly("ce_specversion", "ce_id", "ce_source", "ce_type", "content-type");
    }

    @Test
    void storesTheSameEventTwiceWhenItIsSentTwice() throws IOException {
        RawHttp.post(port, Events.binary("1", "ce-traceparent", "00-1-1-00"), DATA);
        RawHttp.post(port, Events.binary("1", "ce-traceparent", "00-2-2-00"), DATA);
        assertThat(records.received()).hasSize(2);
    }

    @Nested
    class SendersThatGoAway {

        /** Queued behind another request, the second is looked at when its connection is gone already. */
        @Test
        void giveTheirPlacesBackWhereverTheyStop() throws Exception {
            for (int i = 0; i < 300; i++) {
                RawHttp sender = new RawHttp(port);
                sender.sendPost("/", Events.binary("1"), DATA);
                sender.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200\r\nce-specversion: 1.0\r\n"
                        + "ce-id: 2\r\nce-source: /s\r\nce-type: t\r\n\r\n{");
                if (i % 2 == 0) {
                    sender.read();
                }
                sender.reset();
            }
            awaitIdle();
        }

        @Test
        void giveTheirPlacesBackWhenTheBodyDoesNotCome() throws Exception {
            try (RawHttp sender = new RawHttp(port)) {
                sender.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200\r\nce-specversion: 1.0\r\n"
                        + "ce-id: 2\r\nce-source: /s\r\nce-type: t\r\n\r\n{");
                Response response = sender.read();
                assertThat(response.status()).isEqualTo(408);
                assertThat(response.body()).contains("INCOMPLETE");
                assertThat(sender.isAtEnd()).isTrue();
            }
            awaitIdle();
        }

        @Test
        void areCutOffWhenTheRestOfARefusedBodyDoesNotCome() throws Exception {
            try (RawHttp sender = new RawHttp(port)) {
                sender.send(
                        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nce-specversion: 1.0\r\n"
                                + "ce-id: 1\r\nce-source: /s\r\nce-type: t\r\n\r\n"
                                + Integer.toHexString(LIMIT + 1) + "\r\n" + "x".repeat(LIMIT + 1) + "\r\n");
                assertThat(sender.read().status()).isEqualTo(413);
                assertThat(sender.isAtEnd()).isTrue();
            }
            try (RawHttp sender = new RawHttp(port)) {
                sender.send("PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200\r\n\r\nx");
                assertThat(sender.read().status()).isEqualTo(405);
                assertThat(sender.isAtEnd()).isTrue();
            }
            awaitIdle();
        }

        /** Asks again and again, each time over a connection of its own, until nothing is on its way. */
        private void awaitIdle() throws IOException {
            int asked = 0;
            while (admission.events() + admission.bytes() > 0 && asked < 100_000) {
                RawHttp.post(port, List.of(), DATA);
                asked++;
            }
            assertThat(admission.events()).isZero();
            assertThat(admission.bytes()).isZero();
        }
    }

    @Nested
    class Versions {

        @Test
        void takesHttp10() throws IOException {
            try (RawHttp sender = new RawHttp(port)) {
                sender.send("POST / HTTP/1.0\r\nce-specversion: 1.0\r\nce-id: 1\r\nce-source: /s\r\nce-type: t\r\n"
                        + "Content-Length: 2\r\n\r\nhi");
                assertThat(sender.read().status()).isEqualTo(202);
                assertThat(sender.isAtEnd()).isTrue();
            }
            assertThat(onlyRecord().value()).asString().isEqualTo("hi");
        }

        @Test
        void takesHttp2WithPriorKnowledge() throws Exception {
            overHttp2(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false));
        }

        @Test
        void staysWithHttp1WhereAnUpgradeIsAskedFor() throws Exception {
            try (RawHttp sender = new RawHttp(port)) {
                sender.send("POST / HTTP/1.1\r\nHost: localhost\r\nce-specversion: 1.0\r\nce-id: 1\r\nce-source: /s\r\n"
                        + "ce-type: t\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                        + "HTTP2-Settings: AAMAAABkAAQAAP__\r\nContent-Length: 2\r\n\r\nhi");
                assertThat(sender.read().status()).isEqualTo(202);
            }
            assertThat(onlyRecord().value()).asString().isEqualTo("hi");
        }

        @Test
        void takes48KibOfHeadersInHttp2Too() throws Exception {
            HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false));
            HttpClientResponse response = client.request(HttpMethod.POST, port, "localhost", "/")
                    .compose(call -> {
                        Events.binary("1").forEach(header -> call.putHeader(header.getKey(), header.getValue()));
                        for (int i = 0; i < 12; i++) {
                            call.putHeader("ce-ext" + i, "x".repeat(4096));
                        }
                        return call.send(Buffer.buffer(DATA));
                    })
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            assertThat(response.statusCode()).isEqualTo(202);
            assertThat(onlyRecord().headers().toArray()).hasSize(5 + 12);
            client.close();
        }

        @Test
        void endsARequestInHttp2WhoseBodyDoesNotComeInTime() throws Exception {
            HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false));
            CompletableFuture<Throwable> ended = new CompletableFuture<>();
            HttpClientResponse response = client.request(HttpMethod.POST, port, "localhost", "/")
                    .compose(call -> {
                        Events.binary("1").forEach(header -> call.putHeader(header.getKey(), header.getValue()));
                        call.exceptionHandler(ended::complete).setChunked(true);
                        return call.write(Buffer.buffer("x")).compose(written -> call.response());
                    })
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            assertThat(response.statusCode()).isEqualTo(408);
            assertThat(ended.get(30, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            StreamResetException.class,
                            reset -> assertThat(reset.getCode()).isZero());
            client.close();
        }

        @ParameterizedTest
        @CsvSource({"x-other, true", "x-forwarded-for, false", "k-proxy-request, false"})
        void asksForABodyOverHttp2ButNotThroughAProxy(String header, boolean isAsked) throws Exception {
            HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false));
            AtomicBoolean wasAsked = new AtomicBoolean();
            HttpClientResponse response = client.request(HttpMethod.POST, port, "localhost", "/")
                    .compose(call -> {
                        Events.binary("1", header, "10.1.2.3")
                                .forEach(each -> call.putHeader(each.getKey(), each.getValue()));
                        call.putHeader("expect", "100-continue").continueHandler(asked -> wasAsked.set(true));
                        return call.send(Buffer.buffer(DATA));
                    })
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            assertThat(response.statusCode()).isEqualTo(202);
            assertThat(wasAsked.get()).isEqualTo(isAsked);
            client.close();
        }

        private void overHttp2(HttpClientOptions options) throws Exception {
            HttpClient client = vertx.createHttpClient(options);
            RequestOptions request = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setHost("localhost")
                    .setPort(port)
                    .setURI("/");
            Events.binary("1", "ce-subject", "Euro%20%E2%82%AC")
                    .forEach(header -> request.putHeader(header.getKey(), header.getValue()));
            HttpClientResponse response = client.request(request)
                    .compose(call -> call.send(Buffer.buffer(DATA)))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
            assertThat(response.statusCode()).isEqualTo(202);
            assertThat(onlyRecord().value()).isEqualTo(DATA);
            assertThat(header("ce_subject")).isEqualTo("Euro \u20ac");
            client.close();
        }
    }

    @Nested
    class TransferAndContentCoding {

        @Test
        void takesAChunkedBody() throws IOException {
            try (RawHttp sender = new RawHttp(port)) {
                sender.send(
                        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nce-specversion: 1.0\r\n"
                                + "ce-id: 1\r\nce-source: /s\r\nce-type: t\r\n\r\n3\r\nabc\r\n");
                sender.send("2\r\nde\r\n0\r\n\r\n");
                assertThat(sender.read().status()).isEqualTo(202);
            }
            assertThat(onlyRecord().value()).asString().isEqualTo("abcde");
        }

        @Test
        void asksForABodyThatWaitsForConsent() throws IOException {
            try (RawHttp sender = new RawHttp(port)) {
                sender.send("POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"
                        + "ce-specversion: 1.0\r\nce-id: 1\r\nce-source: /s\r\nce-type: t\r\n\r\n");
                assertThat(sender.read().status()).isEqualTo(100);
                sender.send("hi");
                assertThat(sender.read().status()).isEqualTo(202);
            }
            assertThat(onlyRecord().value()).asString().isEqualTo("hi");
        }

        /** What is read first after a body that came by itself is the answer, so nothing was said before. */
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "X-Forwarded-For: 10.1.2.3",
                    "x-forwarded-for: 10.1.2.3, 10.4.5.6",
                    "K-Proxy-Request: activator",
                    "X-Forwarded-For: ::1\r\nK-Proxy-Request: activator\r\nForwarded: for=::1"
                })
        void givesNoInterimAnswerThroughAProxyWhichMayTakeItForTheLastOne(String proxied) throws IOException {
            try (RawHttp sender = new RawHttp(port)) {
                sender.send("POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n" + proxied
                        + "\r\nContent-Length: 2\r\nce-specversion: 1.0\r\nce-id: 1\r\nce-source: /s\r\nce-type: t"
                        + "\r\n\r\n");
                sender.send("hi");
                assertThat(sender.read().status()).isEqualTo(202);
            }
            assertThat(onlyRecord().value()).asString().isEqualTo("hi");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '>',
                quoteCharacter = '\0',
                value = {
                    "ce-id: 1 > 400 > INVALID_ATTRIBUTE > Content-Type: application/json, text/xml",
                    "ce-id: 1 > 400 > INVALID_ATTRIBUTE > ce-specversion: 1.0",
                    "ce-time: lunchtime > 400 > INVALID_ATTRIBUTE > ce-id: 1",
                    "x: y > 400 > MALFORMED > x: y",
                    "Content-Type: application/cloudevents+cbor > 415 > UNSUPPORTED_FORMAT > x: y",
                    "Content-Type: application/cloudevents-batch+cbor > 415 > UNSUPPORTED_FORMAT > x: y",
                    "Content-Type: application/cloudevents+json;charset=utf-16 > 415 > UNSUPPORTED_FORMAT > x: y",
                    "Content-Encoding: br > 415 > UNSUPPORTED_FORMAT > x: y"
                })
        void doesNotAskForABodyThatTheHeaderFieldsRefuse(String first, int status, String outcome, String second)
                throws IOException {
            for (String proxied : List.of("", "X-Forwarded-For: 10.1.2.3\r\n")) {
                try (RawHttp sender = new RawHttp(port)) {
                    sender.send("POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n" + proxied
                            + "Content-Length: 2\r\n" + first + "\r\n" + second + "\r\n\r\n");
                    Response response = sender.read();
                    assertThat(response.status()).isEqualTo(status);
                    assertThat(response.body()).contains(outcome);
                    assertThat(response.header("connection")).isEqualTo("close");
                    assertThat(sender.isAtEnd()).isTrue();
                }
            }
            assertThat(records.received()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"gzip", "xchunked", "gzip, chunked", "chunked, identity"})
        void refusesTransferCodingsThatItDoesNotRead(String coding) throws IOException {
            try (RawHttp sender = new RawHttp(port)) {
                sender.send(
                        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: " + coding
                                + "\r\nce-specversion: 1.0\r\nce-id: 1\r\nce-source: /s\r\nce-type: t\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
                Response response = sender.read();
                assertThat(response.status()).isEqualTo(400);
                assertThat(response.header("connection")).isEqualTo("close");
            }
            assertThat(records.received()).isEmpty();
        }

        @Test
        void doesNotAskForABodyThatIsTooLarge() throws IOException {
            try (RawHttp sender = new RawHttp(port)) {
                sender.send("POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 9999999\r\n"
                        + "ce-specversion: 1.0\r\nce-id: 1\r\nce-source: /s\r\nce-type: t\r\n\r\n");
                Response response = sender.read();
                assertThat(response.status()).isEqualTo(413);
                assertThat(response.header("connection")).isEqualTo("close");
                assertThat(sender.isAtEnd()).isTrue();
            }
        }

        @ParameterizedTest
        @CsvSource({"gzip", "deflate"})
        void undoesTheContentCoding(String coding) throws IOException {
            Bytes body = coding.equals("gzip")
                    ? ContentCodingTest.gzip(Bytes.of(DATA))
                    : ContentCodingTest.deflate(Bytes.of(DATA));
            assertThat(RawHttp.post(port, Events.binary("1", "Content-Encoding", coding), body.toArray())
                            .status())
                    .isEqualTo(202);
            assertThat(onlyRecord().value()).isEqualTo(DATA);
            assertThat(onlyRecord().headers().lastHeader("content-encoding")).isNull();
        }

        @Test
        void refusesABodyThatUnpacksToMoreThanTheLimit() throws IOException {
            byte[] bomb = ContentCodingTest.gzip(Bytes.of(new byte[LIMIT + 1])).toArray();
            assertThat(RawHttp.post(port, Events.binary("1", "Content-Encoding", "gzip"), bomb)
                            .status())
                    .isEqualTo(413);
            assertThat(records.received()).isEmpty();
        }

        @Test
        void refusesOtherCodingsAndNamesTheOnesItReads() throws IOException {
            Response response = RawHttp.post(port, Events.binary("1", "Content-Encoding", "br"), DATA);
            assertThat(response.status()).isEqualTo(415);
            assertThat(response.header("accept-encoding")).isEqualTo("gzip, deflate");
            assertThat(response.body()).contains("\"title\":\"UNSUPPORTED_FORMAT\"", "Content-Encoding");
        }

        /** RFC 9110, 12.5.3: else a sender would take its media type for fine. */
        @Test
        void namesNoCodingWhereItIsTheEventFormatThatItRefuses() throws IOException {
            Response response = RawHttp.post(
                    port,
                    List.of(
                            Map.entry("Content-Type", "application/cloudevents+cbor"),
                            Map.entry("Content-Encoding", "gzip")),
                    ContentCodingTest.gzip(Bytes.of(DATA)).toArray());
            assertThat(response.status()).isEqualTo(415);
            assertThat(response.headers()).doesNotContainKey("accept-encoding");
        }
    }

    @Nested
    class Sizes {

        @Test
        void takesABodyOfExactlyTheLimit() throws IOException {
            byte[] body = new byte[LIMIT];
            assertThat(RawHttp.post(port, Events.binary("1"), body).status()).isEqualTo(202);
            assertThat(onlyRecord().value()).hasSize(LIMIT);
        }

        @Test
        void refusesOneByteMore() throws IOException {
            assertThat(RawHttp.post(port, Events.binary("1"), new byte[LIMIT + 1])
                            .status())
                    .isEqualTo(413);
            assertThat(records.received()).isEmpty();
        }

        @Test
        void refusesAChunkedBodyAsSoonAsItIsOverTheLimit() throws IOException {
            try (RawHttp sender = new RawHttp(port)) {
                sender.send(
                        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nce-specversion: 1.0\r\n"
                                + "ce-id: 1\r\nce-source: /s\r\nce-type: t\r\n\r\n");
                String chunk = Integer.toHexString(LIMIT + 1) + "\r\n" + "x".repeat(LIMIT + 1) + "\r\n";
                sender.send(chunk);
                assertThat(sender.read().status()).isEqualTo(413);
                sender.send("0\r\n\r\n");
                sender.sendPost("/", Events.binary("2"), DATA);
                assertThat(sender.read().status()).isEqualTo(202);
            }
        }

        @Test
        void takes64KibOfHeadersAndBodyTogether() throws IOException {
            List<Map.Entry<String, String>> headers = Events.binary("1");
            for (int i = 0; i < 12; i++) {
                headers.add(Map.entry("ce-ext" + i, "x".repeat(4096)));
            }
            assertThat(RawHttp.post(port, headers, new byte[15 * 1024]).status())
                    .isEqualTo(202);
            assertThat(onlyRecord().headers().toArray()).hasSize(5 + 12);
        }

        @Test
        void takesA63KibBodyInStructuredMode() throws IOException {
            String json = Events.json("1", ",\"data\":\"" + "x".repeat(63 * 1024) + "\"");
            assertThat(RawHttp.post(port, Events.structured(), json.getBytes(StandardCharsets.UTF_8))
                            .status())
                    .isEqualTo(202);
            assertThat(onlyRecord().value()).hasSize(63 * 1024 + 2);
        }

        @Test
        void neitherDiesOfNorAnswers5xxToHostileJson() throws IOException {
            String deep = Events.json("1", ",\"data\":" + "[".repeat(100_000) + "]".repeat(100_000));
            assertThat(RawHttp.post(port, Events.structured(), deep.getBytes(StandardCharsets.UTF_8))
                            .status())
                    .isEqualTo(400);
            String huge = Events.json("1", ",\"data\":" + "9".repeat(100_000));
            assertThat(RawHttp.post(port, Events.structured(), huge.getBytes(StandardCharsets.UTF_8))
                            .status())
                    .isEqualTo(202);
            assertThat(onlyRecord().value()).hasSize(100_000);
        }

        @Test
        void isNotSlowedDownByAnEventWithTensOfThousandsOfAttributes() throws IOException {
            StringBuilder members = new StringBuilder();
            for (int i = 0; i < 50_000; i++) {
                members.append(",\"a").append(i).append("\":1");
            }
            byte[] json = Events.json("1", members.toString()).getBytes(StandardCharsets.UTF_8);
            assertThat(RawHttp.post(port, Events.structured(), json).status()).isEqualTo(202);
            assertThat(onlyRecord().headers().toArray()).hasSize(50_004);
        }
    }

    @Nested
    class Pages {

        @ParameterizedTest
        @ValueSource(strings = {"/q/health/live", "/q/health/ready", "/q/health/started"})
        void isHealthyWhateverKafkaDoes(String page) throws IOException {
            assertThat(get(page).status()).isEqualTo(200);
        }

        @Test
        void countsEveryOutcomeFromTheStart() throws IOException {
            try (RawHttp sender = new RawHttp(port)) {
                sender.send("GET /q/metrics HTTP/1.0\r\n\r\n");
                StringBuilder page = new StringBuilder();
                Response response = sender.read();
                page.append(response.body());
                for (Outcome outcome : Outcome.values()) {
                    assertThat(page)
                            .contains("sluice_requests_seconds_count{outcome=\"" + outcome + "\",sender=\"default\"}");
                }
                assertThat(page).contains("sluice_in_flight").contains("sluice_record_bytes_count");
            }
        }

        private Response get(String page) throws IOException {
            try (RawHttp sender = new RawHttp(port)) {
                sender.send("GET " + page + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                return sender.read();
            }
        }
    }

    private ProducerRecord<byte[], byte[]> onlyRecord() {
        assertThat(records.received()).hasSize(1);
        return records.received().get(0).getPayload();
    }

    private String header(String name) {
        return new String(onlyRecord().headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
