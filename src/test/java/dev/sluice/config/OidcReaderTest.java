package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OidcReaderTest {

    private static final String PREFIX = "sluice.senders.a.authenticate.oidc";
    private static final String TENANT = "11111111-2222-3333-4444-555555555555";

    private final ConfigErrors errors = new ConfigErrors();

    private @Nullable OidcTokens read(String yaml) {
        SenderKeys.Oidc keys = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new YamlConfigSource("test", yaml(yaml), 100))
                .withMapping(SenderKeys.Oidc.class, PREFIX)
                .build()
                .getConfigMapping(SenderKeys.Oidc.class, PREFIX);
        return OidcReader.read(keys, PREFIX + ".", errors);
    }

    private static String yaml(String oidc) {
        return "sluice: { senders: { a: { authenticate: { oidc: {" + oidc + "} } } } }";
    }

    private OidcTokens good(String yaml) {
        OidcTokens tokens = read(yaml);
        assertThat(errors.lines()).isEmpty();
        assertThat(tokens).isNotNull();
        return tokens;
    }

    @Test
    void isNothingIfNoKeyIsSet() {
        assertThat(read("")).isNull();
        assertThat(errors.lines()).isEmpty();
    }

    @Test
    void findsTheKeysOfEachIssuerByDiscovery() {
        OidcTokens tokens = good("issuer: ['https://a.example/', 'http://localhost:8080/realms/b'], audience: us");

        assertThat(tokens.issuers())
                .containsExactly(
                        new OidcIssuer(
                                List.of("https://a.example/"),
                                URI.create("https://a.example/.well-known/openid-configuration"),
                                null,
                                null,
                                null),
                        new OidcIssuer(
                                List.of("http://localhost:8080/realms/b"),
                                URI.create("http://localhost:8080/realms/b/.well-known/openid-configuration"),
                                null,
                                null,
                                null));
        assertThat(tokens.audiences()).containsExactly("us");
        assertThat(tokens.callerClaims()).containsExactly("sub");
        assertThat(tokens.isForAnybody()).isFalse();
    }

    @Test
    void asksForKeysWhereJwksUriSaysThem() {
        OidcTokens tokens = good("issuer: 'https://a.example', audience: us, jwks-uri: 'https://b.example/keys?x=1'");

        assertThat(tokens.issuers())
                .containsExactly(new OidcIssuer(
                        List.of("https://a.example"), null, URI.create("https://b.example/keys?x=1"), null, null));
    }

    @Test
    void takesClaimsByNameAndByPlace() {
        OidcTokens tokens = good("issuer: 'https://a.example', audience: us,"
                + " claims: { azp: [one, 'two*'], /realm_access/roles: publisher }, caller-claim: client_id");

        assertThat(tokens.claims())
                .containsExactly(
                        new RequiredClaim(List.of("realm_access", "roles"), List.of("publisher")),
                        new RequiredClaim(List.of("azp"), List.of("one", "two*")));
        assertThat(tokens.callerClaims()).containsExactly("client_id");
    }

    @Test
    void knowsGoogle() {
        OidcTokens tokens = good("preset: google, audience: us, claims: { email: 'a@p.iam.gserviceaccount.com' }");

        assertThat(tokens.issuers().get(0).names())
                .containsExactly("https://accounts.google.com", "accounts.google.com");
        assertThat(tokens.claims())
                .containsExactly(
                        new RequiredClaim(List.of("email_verified"), List.of("true")),
                        new RequiredClaim(List.of("email"), List.of("a@p.iam.gserviceaccount.com")));
        assertThat(tokens.callerClaims()).containsExactly("email");
        assertThat(tokens.isForAnybody()).isFalse();
    }

    @Test
    void knowsBothVersionsOfEntrasTokens() {
        OidcTokens tokens = good("preset: entra, tenant: " + TENANT + ", audience: us");

        assertThat(tokens.issuers())
                .extracting(issuer -> issuer.names().get(0))
                .containsExactly(
                        "https://sts.windows.net/" + TENANT + "/",
                        "https://login.microsoftonline.com/" + TENANT + "/v2.0");
        assertThat(tokens.claims()).containsExactly(new RequiredClaim(List.of("tid"), List.of(TENANT)));
        assertThat(tokens.callerClaims()).containsExactly("azp", "appid");
        assertThat(tokens.isForAnybody()).isTrue();
    }

    @Test
    void asksTheClusterItRunsInForItsIssuer() {
        OidcTokens tokens = good("preset: kubernetes, audience: eventing.knative.dev/broker/shop/default");

        assertThat(tokens.issuers())
                .containsExactly(new OidcIssuer(
                        List.of(),
                        URI.create("https://kubernetes.default.svc/.well-known/openid-configuration"),
                        null,
                        Path.of("/var/run/secrets/kubernetes.io/serviceaccount/ca.crt"),
                        Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token")));
        assertThat(tokens.callerClaims()).containsExactly("sub");
        assertThat(tokens.isForAnybody()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            issuer: 'https://a.example' | .audience is missing: tokens that the issuer gave to other services would be taken; write the audience that the sender asks for, for example the URL of this endpoint
            audience: us | .issuer is missing: write the issuer's URL exactly as the claim iss of its tokens has it, or a preset: google, entra, kubernetes
            issuer: 'http://a.example', audience: us | .issuer 'http://a.example' is not usable: write an https URL without user and fragment (http is for loopback addresses only, because whoever is on the way could put in keys of its own)
            issuer: 'http://localhost.example', audience: us | .issuer 'http://localhost.example' is not usable: write an https URL without user and fragment (http is for loopback addresses only, because whoever is on the way could put in keys of its own)
            issuer: accounts.google.com, audience: us | .issuer 'accounts.google.com' is not usable: write an https URL without user and fragment (http is for loopback addresses only, because whoever is on the way could put in keys of its own)
            issuer: 'https://a b', audience: us | .issuer 'https://a b' is not a URL: write, for example, https://issuer.example
            issuer: 'https://a.example?x=1', audience: us | .issuer 'https://a.example?x=1' has a query, which no issuer has (OpenID Connect Discovery 1.0, 3)
            issuer: ['https://a.example', 'https://b.example'], audience: us, jwks-uri: 'https://a.example/keys' | .jwks-uri 'https://a.example/keys' has no effect with several issuers, whose keys differ: let discovery find them: remove it
            issuer: 'https://a.example', audience: us, jwks-uri: 'ftp://a.example/keys' | .jwks-uri 'ftp://a.example/keys' is not usable: write an https URL without user and fragment (http is for loopback addresses only, because whoever is on the way could put in keys of its own)
            preset: gogle, audience: us | .preset 'gogle' is not known: did you mean google? Write one of google, entra, kubernetes, or leave it out and name the issuer
            preset: google, issuer: 'https://a.example', audience: us | .issuer 'https://a.example' has no effect with preset: google: remove it
            preset: entra, audience: us | .tenant is missing: preset: entra needs the ID of your tenant, as Entra's overview shows it
            preset: entra, tenant: contoso.com, audience: us | .tenant 'contoso.com' is not the ID of a tenant: write the ID in lower case, such as 00000000-0000-0000-0000-000000000000, not a name or domain
            preset: google, tenant: t, audience: us | .tenant 't' has no effect without preset: entra: remove it
            preset: kubernetes, jwks-uri: 'https://kubernetes.default.svc/openid/v1/jwks', audience: us | .jwks-uri 'https://kubernetes.default.svc/openid/v1/jwks' leaves nothing to read the cluster's issuer from: name it as issuer, or leave jwks-uri out
            issuer: 'https://a.example', audience: us, claims: { sub: '*' } | .claims.sub '*' accepts anybody: write a text, or a prefix before the *
            issuer: 'https://a.example', audience: us, claims: { /a~2: x } | .claims./a~2 is not a JSON Pointer (RFC 6901): '~' must be written '~0', and '/' in a name '~1'
            """)
    void tellsWhatIsWrong(String yaml, String told) {
        read(yaml);

        assertThat(errors.lines()).containsExactly(PREFIX + told);
    }

    @Test
    void tellsEverythingAtOnce() {
        read("issuer: 'http://a.example', tenant: t, claims: { sub: '*' }");

        assertThat(errors.lines()).hasSize(4);
    }
}
