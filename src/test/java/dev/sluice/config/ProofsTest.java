package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The proofs of a sender, as they are configured. */
class ProofsTest {

    private static final String PREFIX = "sluice.senders.bus.authenticate.";

    /** The keys of a sender, without the others. */
    @ConfigMapping(prefix = "sluice.senders.bus")
    public interface Bus {

        SenderKeys.Authenticate authenticate();
    }

    private final ConfigErrors errors = new ConfigErrors();
    private final ProofReader reader = new ProofReader("bus", PREFIX, errors);

    @Test
    void areReadAsTheyAreWritten() {
        SenderKeys.Authenticate keys = keys("""
                basic: { users: { bob: ["the password of Bob"], alice: ["the password of Alice", "the new one of Alice"] } }
                api-key: { secrets: ["the key of the bus, itself"], callers: { a: ["the key of a, itself"] } }
                bearer: { secrets: ["the token of the bus"] }
                """);
        BasicLogin basic = reader.basic(keys.basic());
        assertThat(basic).isNotNull();
        assertThat(basic.users()).extracting(CallerSecrets::caller).containsExactly("alice", "bob");
        assertThat(basic.users().get(0).secrets())
                .flatExtracting(SecretSource::atStartup)
                .containsExactly("the password of Alice", "the new one of Alice");
        ApiKey apiKey = reader.apiKey(keys.apiKey());
        assertThat(apiKey).isNotNull();
        assertThat(apiKey.header()).isEqualTo("X-Api-Key");
        assertThat(apiKey.query()).isNull();
        assertThat(apiKey.callers()).extracting(CallerSecrets::caller).containsExactly("bus", "a");
        BearerToken bearer = reader.bearer(keys.bearer());
        assertThat(bearer).isNotNull();
        assertThat(bearer.callers()).extracting(CallerSecrets::caller).containsExactly("bus");
        assertThat(errors.lines()).isEmpty();
    }

    @Test
    void areNoneWhereNothingIsWritten() {
        SenderKeys.Authenticate keys = keys("mtls: {}");
        assertThat(reader.basic(keys.basic())).isNull();
        assertThat(reader.apiKey(keys.apiKey())).isNull();
        assertThat(reader.bearer(keys.bearer())).isNull();
        assertThat(reader.mtls(keys.mtls(), config("mtls: {}"))).isNull();
        assertThat(errors.lines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            basic: { users: { alice: ["too short"] } } | basic.users.alice is shorter than 16 characters, so it could be guessed: use a longer one
            basic: { users: { "a:b": ["the password of Alice"] } } | basic.users.a:b is no name of a user: RFC 7617 allows no colon and no control character in it
            basic: { users: { alice: ["file:/no/such/file"] } } | basic.users.alice names the file /no/such/file, which cannot be read (NoSuchFileException)
            api-key: { header: X-Key } | api-key.secrets is missing: set it, or sluice.senders.bus.authenticate.api-key.callers
            api-key: { header: X-Key, query: key, secrets: ["the key of the bus"] } | api-key.header and sluice.senders.bus.authenticate.api-key.query are both set: leave one of the two out
            api-key: { header: "X Key", secrets: ["the key of the bus"] } | api-key.header 'X Key' is no name of a header: write, for example, X-Api-Key
            api-key: { secrets: ["123456789012345"] } | api-key.secrets is shorter than 16 characters, so it could be guessed: use a longer one
            api-key: { callers: { a: ["123456789012345"] } } | api-key.callers.a is shorter than 16 characters, so it could be guessed: use a longer one
            bearer: { callers: { a: ["the token of both"], b: ["the token of both"] } } | bearer.callers has one secret for both a and b: give each caller its own
            bearer: { secrets: ["the token of the bus"], callers: { bus: ["another token of it"] } } | bearer.callers.bus is there twice, because sluice.senders.bus.authenticate.bearer.secrets are those of the caller with the sender's name: leave one of the two out
            mtls: { subjects: ["CN=*,O=a"] } | mtls.subjects 'CN=*,O=a' has a * that is not at its end: write a whole name, or a prefix and *
            """)
    void areToldWhatIsWrong(String authenticate, String told) {
        SenderKeys.Authenticate keys = keys(authenticate);
        reader.basic(keys.basic());
        reader.apiKey(keys.apiKey());
        reader.bearer(keys.bearer());
        reader.mtls(
                keys.mtls(),
                config(authenticate, "quarkus.http.ssl.certificate: { trust-store-file: a, key-store-file: b }"));
        assertThat(errors.lines()).containsExactly(PREFIX + told);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            quarkus.http.ssl.certificate: { files: [c], key-files: [k], trust-store-file: t } | true
            quarkus.http.ssl.certificate: { key-store-file: k, trust-store-files: [t] } | true
            quarkus.http.ssl.certificate: { files: [c], key-files: [k] } | false
            quarkus.http.ssl.certificate: { trust-store-file: t } | false
            quarkus.tls: { key-store: { pem: { a: { cert: c, key: k } } }, trust-store: { pem: { certs: t } } } | true
            quarkus.tls: { key-store: { pem: { a: { cert: c, key: k } } } } | false
            quarkus.tls: { door: { key-store: { p12: { path: k } }, trust-store: { p12: { path: t } } } } | false
            quarkus: { tls: { door: { key-store: { p12: { path: k } }, trust-store: { p12: { path: t } } } }, http: { tls-configuration-name: door } } | true
            """)
    void ofCertificatesNeedAListenerThatVerifiesThem(String listener, boolean verifies) {
        String authenticate =
                "mtls: { subjects: ['CN=trigger,O=Example'], names: [trigger.example, 'spiffe://example/*'] }";
        ClientCertificate mtls = reader.mtls(keys(authenticate).mtls(), config(authenticate, listener));
        assertThat(mtls)
                .isEqualTo(new ClientCertificate(
                        List.of("CN=trigger,O=Example"), List.of("trigger.example", "spiffe://example/*")));
        String told = PREFIX + "mtls needs a TLS listener that verifies client certificates: set"
                + " quarkus.http.ssl.certificate.trust-store-file to those of their authorities, or a trust store in"
                + " quarkus.tls";
        assertThat(errors.lines()).isEqualTo(verifies ? Set.of() : Set.of(told));
    }

    private static SenderKeys.Authenticate keys(String authenticate) {
        return config(authenticate).getConfigMapping(Bus.class).authenticate();
    }

    private static SmallRyeConfig config(String authenticate, String... others) {
        String yaml = "sluice:\n  senders:\n    bus:\n      authenticate:\n" + authenticate.indent(8)
                + String.join("\n", others);
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new YamlConfigSource("config/application.yaml", yaml, 100))
                .withMapping(Bus.class)
                .withDefaultValue("smallrye.config.mapping.validate-unknown", "false")
                .build();
    }
}
