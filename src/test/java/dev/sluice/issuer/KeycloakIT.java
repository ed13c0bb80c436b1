package dev.sluice.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.EmbeddedKafka;
import dev.sluice.broker.KafkaTopic;
import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import dev.sluice.packaged.PackagedSluice;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged function with tokens of a real issuer: one process that was started before the issuer was, and one
 * after. In the order of what happens to the issuer, which starts, rotates its key, and is killed.
 */
@Tag("keycloak")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KeycloakIT {

    private static final int FIRST = 1;
    private static final int SECOND = 2;
    private static final int ROTATED = Integer.MAX_VALUE - 3;
    private static final int EXPIRED = Integer.MAX_VALUE - 2;
    private static final int KILLED = Integer.MAX_VALUE - 1;
    private static final int ENDED = Integer.MAX_VALUE;

    /** What a token's end and the next fetch of keys may take, and some seconds. */
    private static final long LONGEST_WAIT_SECONDS = 70;

    private static final String AUDIENCE = "https://sluice.example/";

    /** The paths of senders that take the tokens of {@link Keycloak#issuer}, whoever of its clients they name. */
    private static final List<String> PATHS = List.of("/discovered", "/located");

    @TempDir
    static Path directory;

    private static final List<String> TOKENS = new ArrayList<>();
    private static EmbeddedKafka kafka;
    private static KafkaTopic topic;
    private static Keycloak keycloak;
    private static PackagedSluice early;
    private static PackagedSluice sluice;
    private static String brief;
    private static Response whileAway;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start(0, Map.of());
        KafkaTopic.create(kafka.bootstrapServers(), "events", 3);
        topic = new KafkaTopic(kafka.bootstrapServers(), "events");
        keycloak = new Keycloak(directory);
        configure();
        early = startSluice();
        whileAway = post(early, "/discovered", signedByNobody(), "1");
        long began = System.nanoTime();
        keycloak.start();
        System.out.println("Keycloak listened after " + secondsSince(began) + " s");
        brief = token(keycloak.issuer(), "brief");
        sluice = startSluice();
    }

    private static void configure() throws IOException {
        Files.createDirectories(directory.resolve("config"));
        Files.writeString(directory.resolve("shown"), "a-token-for-the-issuer");
        Files.writeString(directory.resolve("config/application.yaml"), """
                sluice:
                  topic: events
                  headers:
                    from: "{@sender}/{@caller}"
                  senders:
                    discovered:
                      path: /discovered
                      authenticate:
                        oidc:
                          issuer: %1$s
                          audience: %5$s
                          caller-claim: azp
                    located:
                      path: /located
                      authenticate:
                        oidc:
                          issuer: %1$s
                          audience: [https://other.example/, "%5$s"]
                          caller-claim: azp
                          jwks-uri: %2$s
                    required:
                      path: /required
                      authenticate:
                        oidc:
                          issuer: %1$s
                          audience: %5$s
                          caller-claim: azp
                          claims:
                            azp: [shop, "check*"]
                            /realm_access/roles: publisher
                    allowed:
                      path: /allowed
                      authenticate:
                        oidc:
                          issuer: %1$s
                          audience: %5$s
                          caller-claim: azp
                      allow:
                        - caller: checkout
                    guarded:
                      path: /guarded
                      authenticate:
                        oidc:
                          issuer: %3$s
                          audience: %5$s
                          caller-claim: azp
                          ca-file: %6$s
                          token-file: %7$s
                    cluster:
                      path: /cluster
                      authenticate:
                        oidc:
                          preset: kubernetes
                          issuer: %3$s
                          audience: %5$s
                          caller-claim: azp
                          claims:
                            azp: checkout
                          jwks-uri: %4$s
                          ca-file: %6$s
                          token-file: %7$s
                    distrusted:
                      path: /distrusted
                      authenticate:
                        oidc:
                          issuer: %3$s
                          audience: %5$s
                """.formatted(
                        keycloak.issuer(),
                        Keycloak.keysOf(keycloak.issuer()),
                        keycloak.tlsIssuer(),
                        Keycloak.keysOf(keycloak.tlsIssuer()),
                        AUDIENCE,
                        keycloak.authority(),
                        directory.resolve("shown")));
    }

    private static PackagedSluice startSluice() throws Exception {
        return PackagedSluice.startSmall(directory, kafka.bootstrapServers());
    }

    @AfterAll
    static void end() {
        for (AutoCloseable started : new AutoCloseable[] {sluice, early, keycloak, topic, kafka}) {
            if (started != null) {
                try {
                    started.close();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private static String token(String issuer, String client) throws Exception {
        String token = keycloak.token(issuer, client);
        TOKENS.add(token);
        return token;
    }

    /** Right in all but its signature. */
    private static String signedByNobody() {
        long now = System.currentTimeMillis() / 1000;
        JsonObject claims = new JsonObject()
                .put("iss", keycloak.issuer())
                .put("aud", AUDIENCE)
                .put("azp", "checkout")
                .put("iat", now)
                .put("exp", now + 900);
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String token = base64.encodeToString("{\"alg\":\"RS256\",\"kid\":\"nobody\"}".getBytes(UTF_8))
                + "." + base64.encodeToString(claims.encode().getBytes(UTF_8))
                + "." + base64.encodeToString(new byte[256]);
        TOKENS.add(token);
        return token;
    }

    private static JsonObject header(String token) {
        return new JsonObject(new String(Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.'))), UTF_8));
    }

    private static Response post(PackagedSluice to, String path, String token, String id) throws Exception {
        try (RawHttp connection = new RawHttp(to.port())) {
            connection.sendPost(path, Events.binary(id, "Authorization", "Bearer " + token), "{}".getBytes(UTF_8));
            return connection.read();
        }
    }

    private static Response post(String path, String token) throws Exception {
        return post(sluice, path, token, UUID.randomUUID().toString());
    }

    /** Posts until the answer is as wanted, and returns the statuses, one for each time that they changed. */
    private static List<Integer> postUntil(int wanted, PackagedSluice to, String path, String token) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        long began = System.nanoTime();
        while (!statuses.contains(wanted) && secondsSince(began) < LONGEST_WAIT_SECONDS) {
            int status = post(to, path, token, UUID.randomUUID().toString()).status();
            if (statuses.isEmpty() || statuses.get(statuses.size() - 1) != status) {
                statuses.add(status);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        System.out.println(path + " answered " + statuses + " within " + secondsSince(began) + " s");
        return statuses;
    }

    private static long secondsSince(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - nanos);
    }

    private static String callerOf(String path, String token) throws Exception {
        String id = UUID.randomUUID().toString();
        assertThat(post(sluice, path, token, id).status()).isEqualTo(202);
        List<ConsumerRecord<byte[], byte[]>> records = topic.next().stream()
                .filter(record -> id.equals(text(record, "ce_id")))
                .toList();
        assertThat(records).hasSize(1);
        return text(records.get(0), "from");
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
        return new String(record.headers().lastHeader(header).value(), UTF_8);
    }

    @Test
    @Order(FIRST)
    void askForAnotherTimeUntilTheIssuerHasBeenSeen() throws Exception {
        assertThat(whileAway.status()).isEqualTo(503);
        assertThat(whileAway.header("retry-after")).isNotNull();
        assertThat(postUntil(202, early, "/discovered", token(keycloak.issuer(), "checkout")))
                .isSubsetOf(503, 202)
                .endsWith(202);
        assertThat(postUntil(401, early, "/discovered", signedByNobody()))
                .isSubsetOf(503, 401)
                .endsWith(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/discovered", "/located", "/guarded", "/cluster"})
    @Order(SECOND)
    void takeTheFirstTokenAtOnce(String path) throws Exception {
        String issuer = PATHS.contains(path) ? keycloak.issuer() : keycloak.tlsIssuer();

        assertThat(callerOf(path, token(issuer, "checkout"))).isEqualTo(path.substring(1) + "/checkout");
    }

    @ParameterizedTest
    @CsvSource({"checkout, RS256", "warehouse, ES256"})
    void takeTokensOfBothKindsOfKeys(String client, String algorithm) throws Exception {
        for (String path : PATHS) {
            String token = token(keycloak.issuer(), client);
            assertThat(header(token).getString("alg")).isEqualTo(algorithm);
            assertThat(callerOf(path, token)).isEqualTo(path.substring(1) + "/" + client);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/discovered, stranger,  401, another audience",
        "/located,    stranger,  401, another audience",
        "/required,   warehouse, 401, lacks a claim",
        "/allowed,    warehouse, 403, may not send"
    })
    void refuseTokensForOthersAndOfOthers(String path, String client, int status, String rule) throws Exception {
        Response response = post(path, token(keycloak.issuer(), client));

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.body()).contains(rule);
        assertThat(response.header("www-authenticate")).isEqualTo(status == 401 ? "Bearer realm=\"sluice\"" : null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/required", "/allowed"})
    void takeTokensWithTheClaimsThatAreAskedFor(String path) throws Exception {
        assertThat(callerOf(path, token(keycloak.issuer(), "checkout"))).isEqualTo(path.substring(1) + "/checkout");
    }

    @Test
    void refuseTokensOfTheIssuerByItsOtherName() throws Exception {
        assertThat(post("/discovered", token(keycloak.tlsIssuer(), "checkout")).status())
                .isEqualTo(401);
    }

    @Test
    void doNotBelieveAnIssuerWhoseCertificateNobodyVouchesFor() throws Exception {
        assertThat(post("/distrusted", token(keycloak.tlsIssuer(), "checkout")).status())
                .isEqualTo(503);
    }

    /** The second time, keys have been fetched a moment ago. */
    @RepeatedTest(2)
    @Order(ROTATED)
    void takeTokensOfANewKeyWithinAMinuteAndOfTheOldOneOn() throws Exception {
        String known = token(keycloak.issuer(), "checkout");
        String old = token(keycloak.issuer(), "checkout");
        assertThat(post("/discovered", known).status()).isEqualTo(202);

        keycloak.rotate();
        String rotated = token(keycloak.issuer(), "checkout");
        assertThat(header(rotated).getString("kid")).isNotEqualTo(header(old).getString("kid"));
        for (String path : PATHS) {
            assertThat(postUntil(202, sluice, path, rotated))
                    .isSubsetOf(503, 202)
                    .endsWith(202);
        }

        assertThat(post("/discovered", known).status()).isEqualTo(202);
        assertThat(post("/discovered", old).status()).isEqualTo(202);
    }

    @Test
    @Order(EXPIRED)
    void refuseATokenOnceItHasExpired() throws Exception {
        assertThat(postUntil(401, sluice, "/discovered", brief)).endsWith(401);
        assertThat(post("/discovered", brief).body()).contains("has expired");
    }

    @Test
    @Order(KILLED)
    void doWithoutTheIssuerOnceItsKeysHaveBeenSeen() throws Exception {
        String known = token(keycloak.issuer(), "checkout");
        assertThat(post("/discovered", known).status()).isEqualTo(202);
        List<String> unknown = List.of(token(keycloak.issuer(), "checkout"), token(keycloak.issuer(), "warehouse"));

        keycloak.close();

        assertThat(post("/discovered", known).status()).isEqualTo(202);
        for (String path : PATHS) {
            for (String token : unknown) {
                assertThat(post(path, token).status()).isEqualTo(202);
            }
        }
    }

    @Test
    @Order(ENDED)
    void logNoToken() throws Exception {
        for (PackagedSluice each : List.of(early, sluice)) {
            each.terminate();
            assertThat(each.exitCode()).isZero();
            String output = String.join("\n", each.output());
            assertThat(TOKENS).noneMatch(token -> output.contains(token.substring(token.lastIndexOf('.'))));
            assertThat(output).doesNotContain("\tat ");
        }
    }
}
