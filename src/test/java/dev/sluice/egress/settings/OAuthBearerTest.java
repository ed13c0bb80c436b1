package dev.sluice.egress.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.egress.cluster.AsideClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OAuthBearerTest {

    private static final String HANDLER = "sasl.login.callback.handler.class";
    private static final String VALIDATOR = "sasl.oauthbearer.jwt.validator.class";
    private static final String URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";
    private static final String FILES = "org.apache.kafka.sasl.oauthbearer.allowed.files";

    private final Map<String, String> before = new HashMap<>();

    @BeforeEach
    void clearProperties() {
        for (String property : new String[] {URLS, FILES}) {
            before.put(property, System.getProperty(property, ""));
            System.clearProperty(property);
        }
    }

    @AfterEach
    void restoreProperties() {
        before.forEach(System::setProperty);
    }

    private static Map<String, Object> login(String... more) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "OAUTHBEARER",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private static Map<String, Object> completed(Map<String, Object> settings) {
        OAuthBearer.complete(settings);
        return settings;
    }

    @Test
    void choosesTheHandlerAndTheValidatorThatWorkWithATokenEndpoint() {
        assertThat(completed(login("sasl.oauthbearer.token.endpoint.url", "https://issuer.example/token")))
                .containsEntry(HANDLER, "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler")
                .containsEntry(VALIDATOR, "org.apache.kafka.common.security.oauthbearer.ClientJwtValidator")
                .containsEntry("sasl.login.connect.timeout.ms", "10000")
                .containsEntry("sasl.login.read.timeout.ms", "10000");
    }

    @Test
    void keepsWhatTheOperatorChose() {
        assertThat(completed(login(
                        "sasl.oauthbearer.token.endpoint.url",
                        "https://issuer.example/token",
                        HANDLER,
                        "a.Handler",
                        VALIDATOR,
                        "a.Validator",
                        "sasl.login.read.timeout.ms",
                        "1")))
                .containsEntry(HANDLER, "a.Handler")
                .containsEntry(VALIDATOR, "a.Validator")
                .containsEntry("sasl.login.read.timeout.ms", "1");
    }

    @Test
    void leavesALoginWithoutATokenEndpointToItsHandler() {
        assertThat(completed(login())).containsKey(VALIDATOR).doesNotContainKey(HANDLER);
        assertThat(completed(login("sasl.oauthbearer.jwt.retriever.class", "a.Retriever")))
                .containsKey(HANDLER);
    }

    @Test
    void leavesOtherMechanismsAlone() {
        Map<String, Object> scram = new HashMap<>(Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "SCRAM-SHA-512",
                "sasl.oauthbearer.token.endpoint.url", "https://issuer.example/token"));
        assertThat(completed(new HashMap<>(scram))).isEqualTo(scram);
        OAuthBearer.allow(scram);
        assertThat(System.getProperty(URLS)).isNull();
    }

    @Test
    void allowsTheUrlAndTheFilesOfTheConfigurationBesideThoseOfTheOperator() {
        System.setProperty(URLS, "https://operator.example/token, https://b.example");
        for (int twice = 0; twice < 2; twice++) {
            OAuthBearer.allow(login(
                    "sasl.oauthbearer.token.endpoint.url",
                    " https://issuer.example/token ",
                    "sasl.oauthbearer.assertion.file",
                    "/run/assertion.jwt",
                    "sasl.oauthbearer.assertion.private.key.file",
                    "key.pem",
                    "sasl.oauthbearer.assertion.template.file",
                    "/run/template.json"));
        }
        assertThat(System.getProperty(URLS))
                .isEqualTo("https://operator.example/token,https://b.example,https://issuer.example/token");
        assertThat(System.getProperty(FILES).split(","))
                .containsExactly(
                        "/run/assertion.jwt",
                        Path.of("key.pem").toAbsolutePath().toString(),
                        "/run/template.json");
    }

    @Test
    void saysAtStartWhyNoTokenCanBeAskedFor(@TempDir Path directory) throws Exception {
        String url = "https://issuer.example/token";
        assertThat(refusals(login("sasl.oauthbearer.token.endpoint.url", url)))
                .singleElement()
                .asString()
                .startsWith("kafka.sasl.oauthbearer.token.endpoint.url '" + url + "' is refused: it gives no token (")
                .contains("sasl.oauthbearer.client.credentials.client.id")
                .endsWith("; check sasl.oauthbearer.*");
        assertThat(refusals(login("sasl.oauthbearer.token.endpoint.url", "issuer.example")))
                .singleElement()
                .asString()
                .contains("malformed");
        Path token = directory.resolve("token.jwt");
        assertThat(refusals(login("sasl.oauthbearer.token.endpoint.url", "file://" + token)))
                .singleElement()
                .asString()
                .contains("doesn't exist");
        Files.writeString(token, "e30.e30.e30");
        assertThat(refusals(login("sasl.oauthbearer.token.endpoint.url", "file://" + token)))
                .isEmpty();
    }

    /** As where the variable that the URL is made of is not set. */
    @Test
    void isRefusedWhereNothingGivesAToken() {
        assertThat(refusals(login()))
                .containsExactly("kafka.sasl.oauthbearer.token.endpoint.url is missing: set it, or"
                        + " KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL, to the URL that gives tokens");
        String module = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required";
        assertThat(refusals(login("sasl.jaas.config", module + " unsecuredLoginStringClaim_sub=\"u\";")))
                .isEmpty();
        assertThat(refusals(login(HANDLER, "dev.sluice.config.Sender"))).isEmpty();
    }

    @Test
    void trustsAnAuthorityOfTheEndpointThatTheLoginNames() {
        String module = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required";
        assertThat(refusals(login(
                        "sasl.jaas.config",
                        module + " ssl.truststore.type=\"PEM\" ssl.truststore.location=\"/missing/ca.pem\";",
                        "sasl.oauthbearer.token.endpoint.url",
                        "https://issuer.example/token",
                        "sasl.oauthbearer.client.credentials.client.id",
                        "a",
                        "sasl.oauthbearer.client.credentials.client.secret",
                        "b")))
                .singleElement()
                .asString()
                .contains("/missing/ca.pem");
    }

    @Test
    void takesAnAssertionFromAFileAndOneSignedWithAKey(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "e30.e30.e30");
        String retriever = "org.apache.kafka.common.security.oauthbearer.JwtBearerJwtRetriever";
        String url = "https://issuer.example/token";
        assertThat(refusals(login(
                        "sasl.oauthbearer.token.endpoint.url",
                        url,
                        "sasl.oauthbearer.jwt.retriever.class",
                        retriever,
                        "sasl.oauthbearer.assertion.file",
                        file.toString())))
                .isEmpty();
        assertThat(refusals(login(
                        "sasl.oauthbearer.token.endpoint.url",
                        url,
                        "sasl.oauthbearer.jwt.retriever.class",
                        retriever,
                        "sasl.oauthbearer.assertion.private.key.file",
                        directory.resolve("missing.pem").toString())))
                .singleElement()
                .asString()
                .contains("missing.pem")
                .contains("doesn't exist");
    }

    @Test
    void asksForATokenInTheNameOfEveryClient() throws Exception {
        try (TokenEndpoint endpoint = TokenEndpoint.open(0)) {
            Map<String, String> configured = new HashMap<>();
            endpoint.login().forEach((key, value) -> configured.put(key, value.toString()));
            for (String channel : new String[] {"records", "rejects"}) {
                Map<String, Object> settings = ProducerSettingsTest.settings("30s", "key")
                        .customize(channel, null, ProducerSettingsTest.connectorSettings(configured));
                settings.put("bootstrap.servers", "127.0.0.1:1");
                new KafkaProducer<byte[], byte[]>(settings).close();
                Admin.create(AsideClient.settings("probe", settings, 1000)).close();
            }
        }
    }

    @Test
    void failsWhereTheTokenEndpointRefuses() throws Exception {
        try (TokenEndpoint endpoint = TokenEndpoint.open(0)) {
            Map<String, Object> settings = completed(endpoint.login());
            settings.put("sasl.oauthbearer.client.credentials.client.secret", "wrong");
            OAuthBearer.allow(settings);
            assertThatThrownBy(() -> OAuthBearer.greet(new ProducerConfig(OfflineSettings.of(settings)).values()))
                    .hasStackTraceContaining("401")
                    .hasStackTraceContaining("invalid_client");
        }
    }

    @Test
    void greetsTheBrokerWithTheTokenAndItsExtensions() throws Exception {
        try (TokenEndpoint endpoint = TokenEndpoint.open(0)) {
            Map<String, Object> settings = completed(endpoint.login());
            OAuthBearer.allow(settings);
            byte[] greeting = OAuthBearer.greet(new ProducerConfig(OfflineSettings.of(settings)).values());
            assertThat(Arrays.asList(new String(greeting, UTF_8).split("\u0001")))
                    .contains("logicalCluster=lkc-1")
                    .anyMatch(part -> part.matches("auth=Bearer \\S+\\.\\S+\\.\\S+"));
        }
    }

    @Test
    void isNotUsedBeforeItsUrlIsAllowed() throws Exception {
        try (TokenEndpoint endpoint = TokenEndpoint.open(0)) {
            Map<String, Object> settings = completed(endpoint.login());
            assertThatThrownBy(() -> new KafkaProducer<byte[], byte[]>(OfflineSettings.of(settings)))
                    .isInstanceOf(KafkaException.class)
                    .hasStackTraceContaining(URLS);
        }
    }

    private static Collection<String> refusals(Map<String, Object> login) {
        Map<String, String> configured = new HashMap<>();
        login.forEach((key, value) -> configured.put("kafka." + key, value.toString()));
        return ProducerSettingsTest.refusals(configured);
    }
}
