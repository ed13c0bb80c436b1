package dev.sluice.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.Credential;
import dev.sluice.config.RegistrySettings;
import dev.sluice.config.RegistrySettings.Identity;
import dev.sluice.config.RegistrySettings.Login;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaType;
import dev.sluice.registry.LookupFailure.Kind;
import io.smallrye.certs.CertificateGenerator;
import io.smallrye.certs.CertificateRequest;
import io.smallrye.certs.Format;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of a registry, and what is made of its answers. */
@Timeout(120)
class RegistryTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String TEXT = "{\"type\":\"string\"}";

    private static Vertx vertx;

    private final List<RegistryHttp> clients = new ArrayList<>();
    private ScriptedRegistry server;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        vertx.close();
    }

    @BeforeEach
    void listen() throws IOException {
        server = new ScriptedRegistry();
    }

    @AfterEach
    void end() {
        clients.forEach(RegistryHttp::close);
        server.close();
    }

    private static RegistrySettings settings(List<URI> urls, @Nullable Login login, Duration timeout) {
        return new RegistrySettings(urls, login, null, null, timeout, Duration.ofMinutes(5), false);
    }

    private Registry registry(RegistrySettings settings) {
        RegistryHttp http = new RegistryHttp(settings, vertx);
        clients.add(http);
        return new Registry(http, settings.timeout().toMillis(), System::nanoTime);
    }

    private Registry registry() {
        return registry(settings(List.of(server.url()), null, TIMEOUT));
    }

    private Registry registry(Login login) {
        return registry(settings(List.of(server.url()), login, TIMEOUT));
    }

    private interface Lookup {
        Object look() throws LookupFailure;
    }

    private static LookupFailure failure(Lookup lookup) {
        LookupFailure failure = catchThrowableOfType(LookupFailure.class, lookup::look);
        assertThat(failure.getMessage()).matches("[ -~]+");
        return failure;
    }

    @Test
    void looksUpTheLatestVersionAndAVersionByNumber() throws LookupFailure {
        server.add("orders-value", SchemaType.AVRO, TEXT);
        server.add("orders-value", SchemaType.JSON, "{}");

        assertThat(registry().version("orders-value", 1))
                .isEqualTo(new Registered(1, 1, SchemaType.AVRO, TEXT, List.of()));
        assertThat(registry().version("orders-value", Registry.LATEST))
                .isEqualTo(new Registered(2, 2, SchemaType.JSON, "{}", List.of()));
        assertThat(server.requests())
                .containsExactly("GET /subjects/orders-value/versions/1", "GET /subjects/orders-value/versions/latest");
    }

    @Test
    void readsWhatARegistryTellsBesides() throws LookupFailure {
        server.script(ScriptedRegistry.answers(
                200,
                " { \"subject\" : \"s\", \"version\": 7, \"id\": 2147483647, \"guid\": \"a guid\","
                        + " \"schemaType\": \"PROTOBUF\", \"references\": null, \"metadata\": {\"a\": [1]},"
                        + " \"schema\": \"syntax = \\\"proto3\\\";\\n\", \"ts\": 1e3, \"deleted\": false } "));

        assertThat(registry().version("s", 7))
                .isEqualTo(
                        new Registered(Integer.MAX_VALUE, 7, SchemaType.PROTOBUF, "syntax = \"proto3\";\n", List.of()));
    }

    @Test
    void asksBelowThePathOfTheUrl() {
        failure(() -> registry(settings(List.of(URI.create(server.url() + "/apis/ccompat/v7")), null, TIMEOUT))
                .version("a", 1));

        assertThat(server.requests()).containsExactly("GET /apis/ccompat/v7/subjects/a/versions/1");
    }

    @Test
    void encodesTheSubject() throws LookupFailure {
        String subject = "a b/c%d?e#f:\u00e9\ud83d\ude00+~";
        server.add(subject, SchemaType.AVRO, TEXT);

        assertThat(registry().version(subject, 1).id()).isEqualTo(1);
        assertThat(server.requests())
                .containsExactly("GET /subjects/a%20b%2Fc%25d%3Fe%23f%3A%C3%A9%F0%9F%98%80%2B~/versions/1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a\nb", "a\u0000"})
    void asksForNoSubjectThatNoRegistryHas(String subject) {
        assertThat(failure(() -> registry().version(subject, 1)).kind()).isEqualTo(Kind.ABSENT);
        assertThat(failure(() -> registry().version("a".repeat(1001), 1)).kind())
                .isEqualTo(Kind.ABSENT);
        assertThat(server.requests()).isEmpty();
    }

    @Nested
    class References {

        @Test
        void areLookedUpOnceEach() throws LookupFailure {
            server.add("leaf", SchemaType.AVRO, "\"leaf\"");
            server.add("left", SchemaType.AVRO, "\"left\"", ScriptedRegistry.reference("Leaf", "leaf", 1));
            server.add("right", SchemaType.AVRO, "\"right\"", ScriptedRegistry.reference("Leaf", "leaf", 1));
            server.add(
                    "top",
                    SchemaType.AVRO,
                    "\"top\"",
                    ScriptedRegistry.reference("Left", "left", -1),
                    ScriptedRegistry.reference("Right", "right", 1));
            Registry registry = registry();

            Schema leaf = new Schema(SchemaType.AVRO, "\"leaf\"", List.of());
            assertThat(registry.schema(registry.version("top", 1)))
                    .isEqualTo(new Schema(
                            SchemaType.AVRO,
                            "\"top\"",
                            List.of(
                                    new Schema.Reference(
                                            "Left",
                                            new Schema(
                                                    SchemaType.AVRO,
                                                    "\"left\"",
                                                    List.of(new Schema.Reference("Leaf", leaf)))),
                                    new Schema.Reference(
                                            "Right",
                                            new Schema(
                                                    SchemaType.AVRO,
                                                    "\"right\"",
                                                    List.of(new Schema.Reference("Leaf", leaf)))))));
            assertThat(server.requests())
                    .containsExactly(
                            "GET /subjects/top/versions/1",
                            "GET /subjects/left/versions/latest",
                            "GET /subjects/leaf/versions/1",
                            "GET /subjects/right/versions/1");
        }

        @Test
        void mayNotFormACircle() throws LookupFailure {
            server.add("a", SchemaType.AVRO, "1", ScriptedRegistry.reference("B", "b", 1));
            server.add("b", SchemaType.AVRO, "2", ScriptedRegistry.reference("B", "b", 1));

            assertThat(failure("a"))
                    .hasMessageEndingWith("the reference B: the reference B: it refers to itself")
                    .extracting(LookupFailure::kind)
                    .isEqualTo(Kind.UNUSABLE);
        }

        @Test
        void mayBeAFewLevelsDeep() throws LookupFailure {
            for (int level = 0; level <= Registry.DEEPEST; level++) {
                server.add(
                        "s" + level,
                        SchemaType.AVRO,
                        "" + level,
                        ScriptedRegistry.reference("r", "s" + (level + 1), 1));
            }
            server.add("s" + (Registry.DEEPEST + 1), SchemaType.AVRO, "end");

            assertThat(failure("s0").kind()).isEqualTo(Kind.UNUSABLE);
            Registry registry = registry();
            assertThat(registry.schema(registry.version("s1", 1)).references()).hasSize(1);
        }

        @Test
        void mayBeSomeHundred() throws LookupFailure {
            List<JsonObject> references = new ArrayList<>();
            for (int i = 0; i < Registry.MOST_SCHEMAS; i++) {
                server.add("s" + i, SchemaType.AVRO, "" + i);
                references.add(ScriptedRegistry.reference("r" + i, "s" + i, 1));
            }
            server.add("many", SchemaType.AVRO, "many", references.toArray(JsonObject[]::new));
            references.add(ScriptedRegistry.reference("more", "many", 1));
            server.add("more", SchemaType.AVRO, "more", references.toArray(JsonObject[]::new));
            Registry registry = registry();

            assertThat(registry.schema(registry.version("many", 1)).references())
                    .hasSize(Registry.MOST_SCHEMAS);
            assertThat(failure("more")).hasMessageContaining("refers to more than 200 schemas");
        }

        @Test
        void mayNotBeAbsent() throws LookupFailure {
            server.add("top", SchemaType.AVRO, "1", ScriptedRegistry.reference("a.Name", "away", 3));

            assertThat(failure("top"))
                    .hasMessage("the reference a.Name: " + server.url()
                            + ": answered 404 (40401: Subject 'away' not found.)")
                    .extracting(LookupFailure::kind)
                    .isEqualTo(Kind.UNUSABLE);
        }

        private LookupFailure failure(String subject) throws LookupFailure {
            Registry registry = registry();
            Registered version = registry.version(subject, 1);
            return RegistryTest.failure(() -> registry.schema(version));
        }
    }

    @Nested
    class Answers {

        private LookupFailure failure() {
            return RegistryTest.failure(() -> registry().version("a", 1));
        }

        static Stream<Arguments> nonsense() {
            return Stream.of(
                    Arguments.of("", "is not what a registry answers: no JSON object"),
                    Arguments.of("<html></html>", "is not what a registry answers: no JSON object"),
                    Arguments.of("[]", "is not what a registry answers: no JSON object"),
                    Arguments.of("{\"id\":1,\"version\":1,\"schema\":\"", "the JSON ends too early"),
                    Arguments.of("{\"id\":1,\"version\":1,\"schema\":\"x\"}}", "is not well-formed"),
                    Arguments.of("{\"a\":" + "[".repeat(100_000), "is nested deeper"),
                    Arguments.of("{\"id\":1,\"version\":1}", "has no schema"),
                    Arguments.of("{\"id\":1,\"version\":1,\"schema\":null}", "has no schema"),
                    Arguments.of("{\"id\":1,\"version\":1,\"schema\":{}}", "has a schema that is no string"),
                    Arguments.of("{\"id\":\"1\",\"version\":1,\"schema\":\"x\"}", "has no id that is a number"),
                    Arguments.of("{\"id\":2147483648,\"version\":1,\"schema\":\"x\"}", "has no id that is a number"),
                    Arguments.of("{\"id\":1e9,\"version\":1,\"schema\":\"x\"}", "has no id that is a number"),
                    Arguments.of("{\"id\":-5,\"version\":1,\"schema\":\"x\"}", "has an id below 0"),
                    Arguments.of("{\"id\":" + "9".repeat(100_000) + ",\"schema\":\"x\"}", "has no id that is"),
                    Arguments.of("{\"version\":1,\"schema\":\"x\"}", "has no id that is a number"),
                    Arguments.of("{\"id\":1,\"id\":1}", "has a member twice"),
                    Arguments.of(
                            "{\"id\":1,\"version\":1,\"schema\":\"x\",\"references\":{}}", "references are no list"),
                    Arguments.of("{\"id\":1,\"version\":1,\"schema\":\"x\",\"references\":[1]}", "no JSON object"),
                    Arguments.of(
                            "{\"id\":1,\"version\":1,\"schema\":\"x\",\"references\":[{\"name\":\"a\",\"version\":1}]}",
                            "has a reference without subject"),
                    Arguments.of(
                            "{\"id\":1,\"version\":1,\"schema\":\"x\",\"references\":[" + "{},".repeat(2) + "{}]}",
                            "has a reference without name"));
        }

        @ParameterizedTest
        @MethodSource("nonsense")
        void areNoneIfTheyAreNonsense(String body, String told) {
            server.script(ScriptedRegistry.answers(200, body));

            assertThat(failure())
                    .hasMessageStartingWith(server.url() + ": the answer ")
                    .hasMessageContaining(told)
                    .extracting(LookupFailure::kind)
                    .isEqualTo(Kind.UNAVAILABLE);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                404 | {"error_code":40401,"message":"no\\nsuch"} | ABSENT      | answered 404 (40401: no?such)
                404 | {"error_code":40402,"message":"none"}    | ABSENT      | answered 404 (40402: none)
                404 | <html>                                   | UNAVAILABLE | answered 404, without an error code of a \
                registry: check the path of sluice.registry.url
                404 | {"error_code":404,"message":"HTTP 404"}  | UNAVAILABLE | answered 404 (404: HTTP 404), without an \
                error code of a registry: check the path of sluice.registry.url
                401 | {"error_code":401,"message":"Unauthorized"} | FORBIDDEN | answered 401 (401: Unauthorized)
                403 | ''                                       | FORBIDDEN   | answered 403
                500 | {"error_code":50001,"message":"storage"} | UNAVAILABLE | answered 500 (50001: storage)
                503 | {                                        | UNAVAILABLE | answered 503
                302 | ''                                       | UNAVAILABLE | answered 302, and redirects are not followed
                204 | ''                                       | UNAVAILABLE | answered 204
                """)
        void meanWhatTheirStatusSays(int status, String body, Kind kind, String told) {
            server.script(ScriptedRegistry.answers(status, body));

            LookupFailure failure = failure();
            assertThat(failure).hasMessage(server.url() + ": " + told);
            assertThat(failure.kind()).isEqualTo(kind);
        }

        @Test
        void ofAnotherLanguageCannotBeUsed() {
            server.script(ScriptedRegistry.answers(
                    200, "{\"id\":1,\"version\":1,\"schema\":\"x\",\"schemaType\":\"KCONNECT\"}"));

            assertThat(failure())
                    .hasMessageContaining("its schemaType is KCONNECT, which Sluice does not know")
                    .extracting(LookupFailure::kind)
                    .isEqualTo(Kind.UNUSABLE);
        }

        @Test
        void mayBeAsLargeAsTheLimit() throws LookupFailure {
            String rest = "{\"id\":1,\"version\":1,\"schema\":\"\"}";
            String text = "x".repeat(RegistryHttp.LARGEST_ANSWER - rest.length());
            server.script(ScriptedRegistry.answers(200, rest.replace("\"\"", "\"" + text + "\"")));
            assertThat(registry().version("a", 1).text()).isEqualTo(text);

            server.script(ScriptedRegistry.answers(200, rest.replace("\"\"", "\"" + text + "x\"")));
            assertThat(failure()).hasMessageContaining("the answer is over 1048576 bytes");
        }

        @Test
        void thatBreakOffAreNone() throws IOException {
            for (String half : List.of(
                    "",
                    "HTTP/1.1 200 OK\r\nContent-Le",
                    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":1,",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\"id\r\n",
                    "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"id\":1,",
                    "nonsense\r\n\r\n")) {
                try (ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
                    Thread answering = new Thread(() -> breakOff(socket, half));
                    answering.setDaemon(true);
                    answering.start();
                    Registry registry = registry(
                            settings(List.of(URI.create("http://127.0.0.1:" + socket.getLocalPort())), null, TIMEOUT));

                    assertThat(RegistryTest.failure(() -> registry.version("a", 1)))
                            .as(half)
                            .hasMessageStartingWith("http://127.0.0.1:" + socket.getLocalPort() + ": ")
                            .extracting(LookupFailure::kind)
                            .isEqualTo(Kind.UNAVAILABLE);
                }
            }
        }

        private static void breakOff(ServerSocket socket, String half) {
            while (true) {
                try (Socket connection = socket.accept()) {
                    InputStream in = connection.getInputStream();
                    String request = "";
                    while (!request.endsWith("\r\n\r\n")) {
                        request += (char) in.read();
                    }
                    connection.getOutputStream().write(half.getBytes(UTF_8));
                } catch (IOException e) {
                    return;
                }
            }
        }

        @Test
        void thatDoNotComeAreNotWaitedFor() {
            server.hold();

            assertThat(RegistryTest.failure(
                            () -> registry(settings(List.of(server.url()), null, Duration.ofMillis(100)))
                                    .version("a", 1)))
                    .hasMessage(server.url() + ": no answer within 100 ms")
                    .extracting(LookupFailure::kind)
                    .isEqualTo(Kind.UNAVAILABLE);
        }

        /** Each part in time, and never all of it. */
        @Test
        void thatTrickleAreNotWaitedFor() {
            CountDownLatch over = new CountDownLatch(1);
            server.script(exchange -> {
                exchange.sendResponseHeaders(200, 0);
                while (over.getCount() > 0) {
                    exchange.getResponseBody().write(' ');
                    exchange.getResponseBody().flush();
                    Thread.onSpinWait();
                }
                exchange.close();
            });

            LookupFailure failure =
                    RegistryTest.failure(() -> registry(settings(List.of(server.url()), null, Duration.ofMillis(100)))
                            .version("a", 1));
            over.countDown();
            assertThat(failure.getMessage()).containsAnyOf("no answer within 100 ms", "is over");
        }
    }

    @Nested
    class Servers {

        @Test
        void areAskedOneAfterTheOther() throws Exception {
            server.add("a", SchemaType.AVRO, TEXT);
            try (ScriptedRegistry first = new ScriptedRegistry();
                    ScriptedRegistry second = new ScriptedRegistry()) {
                first.stop();
                second.script(ScriptedRegistry.answers(503, ""));
                Registry registry = registry(settings(List.of(first.url(), second.url(), server.url()), null, TIMEOUT));

                assertThat(registry.version("a", 1).id()).isEqualTo(1);
                assertThat(registry.version("a", 1).id()).isEqualTo(1);
                assertThat(second.requests()).as("once").hasSize(1);
                assertThat(server.requests()).hasSize(2);

                second.script(null);
                second.add("a", SchemaType.AVRO, TEXT);
                server.stop();
                assertThat(registry.version("a", 1).id()).isEqualTo(1);
                assertThat(second.requests()).hasSize(2);
            }
        }

        @Test
        void areAllNamedIfNoneAnswers() throws Exception {
            try (ScriptedRegistry other = new ScriptedRegistry()) {
                other.script(ScriptedRegistry.answers(500, ""));
                server.stop();

                assertThat(failure(() -> registry(settings(List.of(server.url(), other.url()), null, TIMEOUT))
                                        .version("a", 1))
                                .getMessage())
                        .startsWith(server.url() + ": ")
                        .contains("Connection refused")
                        .endsWith("; " + other.url() + ": answered 500");
            }
        }

        @Test
        void doNotHaveToAgreeOnWhatIsAbsent() throws Exception {
            try (ScriptedRegistry other = new ScriptedRegistry()) {
                other.add("a", SchemaType.AVRO, TEXT);

                assertThat(failure(() -> registry(settings(List.of(server.url(), other.url()), null, TIMEOUT))
                                        .version("a", 1))
                                .kind())
                        .isEqualTo(Kind.ABSENT);
                assertThat(other.requests()).isEmpty();
            }
        }

        @Test
        void thatHangLeaveTimeForTheOthers() throws Exception {
            server.add("a", SchemaType.AVRO, TEXT);
            try (ScriptedRegistry hanging = new ScriptedRegistry()) {
                hanging.hold();

                assertThat(registry(settings(List.of(hanging.url(), server.url()), null, Duration.ofSeconds(2)))
                                .version("a", 1)
                                .id())
                        .isEqualTo(1);
            }
        }

        /** As a server does whose keep-alive timeout is shorter than that of its client. */
        @Test
        void mayCloseConnectionsThatWereKept() throws Exception {
            server.add("a", SchemaType.AVRO, TEXT);
            Registry registry = registry();
            for (int i = 0; i < 20; i++) {
                assertThat(registry.version("a", 1).id()).isEqualTo(1);
                server.stop();
                server.resume();
            }
        }
    }

    @Nested
    class Logins {

        @TempDir
        Path files;

        @Test
        void areByNameAndPassword() throws Exception {
            registryKnowsA();
            registry(new Login("sluice", Credential.of("p\u00e4ss:word"))).version("a", 1);

            assertThat(server.authorizations())
                    .containsExactly(
                            "Basic " + Base64.getEncoder().encodeToString("sluice:p\u00e4ss:word".getBytes(UTF_8)));
        }

        @Test
        void areByATokenThatIsReadAnew() throws Exception {
            registryKnowsA();
            Path token = Files.writeString(files.resolve("token"), "first\n");
            Registry registry = registry(new Login(null, Credential.of("file:" + token)));
            registry.version("a", 1);
            Files.writeString(token, "second\n");
            registry.version("a", 1);
            Files.writeString(token, "");

            assertThat(failure(() -> registry.version("a", 1)))
                    .hasMessage(server.url() + ": cannot be asked: names the file " + token + ", which is empty");
            assertThat(server.authorizations()).containsExactly("Bearer first", "Bearer second");
        }

        @Test
        void areNeverShown() throws Exception {
            Login login = new Login("sluice", Credential.of("the-password"));
            server.script(ScriptedRegistry.answers(401, ""));

            assertThat(failure(() -> registry(login).version("a", 1))).hasMessage(server.url() + ": answered 401");
            assertThat(login.toString()).doesNotContain("the-password");
        }

        private void registryKnowsA() {
            server.add("a", SchemaType.AVRO, TEXT);
        }
    }

    @Nested
    class Certificates {

        @TempDir
        Path files;

        @Test
        void areShownAndCheckedAndReadAnew() throws Exception {
            certificate("registry");
            certificate("client");
            try (ScriptedRegistry secure = new ScriptedRegistry(tls())) {
                secure.add("a", SchemaType.AVRO, TEXT);
                Path authority = copy("client-ca.crt", "ca.crt");
                Identity identity = new Identity(copy("registry.crt", "tls.crt"), copy("registry.key", "tls.key"));
                Registry registry = registry(new RegistrySettings(
                        List.of(secure.url()), null, authority, identity, TIMEOUT, TIMEOUT, false));

                assertThat(failure(() -> registry.version("a", 1)).getMessage()).contains("trust anchors");
                copy("registry-ca.crt", "ca.crt");
                assertThat(failure(() -> registry.version("a", 1)).kind()).isEqualTo(Kind.UNAVAILABLE);
                assertThat(secure.requests()).isEmpty();
                copy("client.crt", "tls.crt");
                assertThat(failure(() -> registry.version("a", 1)).kind())
                        .as("of another key")
                        .isEqualTo(Kind.UNAVAILABLE);
                copy("client.key", "tls.key");
                assertThat(registry.version("a", 1).id()).isEqualTo(1);
                Files.delete(authority);
                assertThat(failure(() -> registry.version("a", 1)))
                        .hasMessage(secure.url() + ": cannot be asked: " + authority);
            }
        }

        private void certificate(String name) throws Exception {
            new CertificateGenerator(files, true)
                    .generate(new CertificateRequest()
                            .withName(name)
                            .withPassword("password")
                            .withCN("localhost")
                            .withSubjectAlternativeName("DNS:localhost")
                            .withFormats(List.of(Format.PEM, Format.PKCS12)));
        }

        private Path copy(String from, String to) throws IOException {
            return Files.copy(files.resolve(from), files.resolve(to), StandardCopyOption.REPLACE_EXISTING);
        }

        private SSLContext tls() throws Exception {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store("registry-keystore.p12"), "password".toCharArray());
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            KeyStore client = store("client-keystore.p12");
            trusted.setCertificateEntry(
                    "client", client.getCertificate(client.aliases().nextElement()));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        }

        private KeyStore store(String file) throws Exception {
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(files.resolve(file))) {
                store.load(in, "password".toCharArray());
            }
            return store;
        }
    }

    @Nested
    class Registering {

        private final Schema address = new Schema(SchemaType.PROTOBUF, "syntax = \"proto3\";\tmessage A {}", List.of());
        private final Schema order = new Schema(
                SchemaType.PROTOBUF,
                "syntax = \"proto3\";\nimport \"address.proto\";",
                List.of(new Schema.Reference("address.proto", address)));

        @Test
        void registersWhatASchemaRefersToBeforeIt() throws LookupFailure {
            Registry registry = registry();

            Registered registered = registry.register("orders-value", order);

            assertThat(registered).isEqualTo(new Registered(2, 1, SchemaType.PROTOBUF, order.text(), List.of()));
            assertThat(server.requests())
                    .containsExactly(
                            "POST /subjects/address.proto/versions",
                            "POST /subjects/address.proto",
                            "POST /subjects/orders-value/versions",
                            "POST /subjects/orders-value");
            assertThat(registry.schema(registry.version("orders-value", Registry.LATEST)))
                    .isEqualTo(order);
            assertThat(registry.register("orders-value", order)).as("again").isEqualTo(registered);
            assertThat(registry.find("orders-value", order)).isEqualTo(registered);
        }

        @Test
        void findsNothingThatIsNotRegistered() {
            assertThat(failure(() -> registry().find("orders-value", address)))
                    .hasMessage(server.url() + ": answered 404 (40403: Schema not found)")
                    .extracting(LookupFailure::kind)
                    .isEqualTo(Kind.ABSENT);
        }

        @ParameterizedTest
        @CsvSource({"409, 40901", "409, 409", "422, 42201"})
        void tellsWhyARegistryDoesNotTakeIt(int status, int code) {
            server.script(
                    ScriptedRegistry.answers(status, ScriptedRegistry.problem(code, "incompatible, details: \u2026")));

            assertThat(failure(() -> registry().register("orders-value", order)))
                    .hasMessage("the reference address.proto: " + server.url() + ": answered " + status + " (" + code
                            + ": incompatible, details: ?)")
                    .extracting(LookupFailure::kind)
                    .isEqualTo(Kind.REJECTED);
        }
    }
}
