package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sluice.redact-secret",
                "sluice.redact.secrte",
                "sluice.redact.secret",
                "sluice.redactsecret",
                "SLUICE_REDACT_SCERET",
                "sluice.routes.orders.redact",
                "sluice.routes.orders.redact./a",
                "kafka.sasl.jaas.config",
                "ssl.key.password",
                "ssl.truststore.pasword.passwd",
                "sasl.oauthbearer.client.credentials.client.secret",
                "api-key",
                "bearer-tokn",
                "sluice.senders.a.authenticate.basic.users.alice",
                "sluice.senders.a.authenticate.bearer.callers.alice",
                "sluice.senders.a.authenticate.signature.secrets",
                "sluice.senders.a.authenticate.signature.url",
                "sluice.senders.a.authenticate.api-key.headr",
                "SLUICE_SENDERS_A_AUTHENTICATE_API_KEY_SECRETS",
                "sluice.senders.a.authenticate.basic.users.x",
                "sluice.senders.a.authenticate.oidc.token-file"
            })
    void mayBeInKeysOfSuchNames(String key) {
        assertThat(Secrets.mayBeIn(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sluice.key",
                "sluice.keyless",
                "sluice.routes.orders.topic",
                "sluice.kind",
                "sluice.senders.a.authenticate.oidc.audience",
                "sluice.partition",
                "sluice.rejects.answer",
                "sluice.ack-deadline",
                "compression.type",
                "batch.size",
                "sluice.senders.a.authenticate.signature.algorithm",
                "sluice.senders.a.authenticate.signature.secret-encoding",
                "sluice.senders.a.authenticate.api-key.header",
                "sluice.senders.a.authenticate.mtls.subjects"
            })
    void areNotInOthers(String key) {
        assertThat(Secrets.mayBeIn(key)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN PRIVATE KEY-----",
                "a.b.PlainLoginModule required username=\"a\" password=\"b\";",
                "token=abc",
                "https://user:pa$$@host/token"
            })
    void areHiddenUnderAnyKeyWhereTheyLookLikeIt(String value) {
        assertThat(Secrets.hides("sluice.topic", value)).isTrue();
    }

    @Test
    void areRemovedFromTheTextsOfOthersPieceByPiece() {
        String login =
                "a.b.PlainLoginModule x$y username=\"app\" password=\"p-w\" ssl.truststore.location=\"/a/b.pem\";";
        assertThat(Secrets.removedFrom("PlainLoginModule: Invalid flag x$y, p-w of app; no /a/b.pem", login))
                .isEqualTo("PlainLoginModule: Invalid flag ***, *** of app; no /a/b.pem");
        assertThat(Secrets.removedFrom("ab: no such file abc", "ab")).isEqualTo("ab: no such file abc");
        assertThat(Secrets.removedFrom("key abc is short", "abc")).isEqualTo("key *** is short");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SLUICE_REDACT_SECRTE          | sluice.redact.secrte is not a key of Sluice: did you mean sluice.redact-secret, or SLUICE_REDACT_SECRET?
            SLUICE_ROUTES_A_REDACT_SECRET | sluice.routes.a.redact.secret is not a key of Sluice: did you mean sluice.redact-secret, or SLUICE_REDACT_SECRET?
            SLUICE_REDACT_SALT            | sluice.redact.salt (its value is not shown) is not known: write one of drop, mask, hash
            SLUICE_REDACT                 | sluice.redact (its value is not shown) is not a name with a value: write name=value;name=value
            SLUICE_REDAKT_SECRET          | SLUICE_REDAKT_SECRET is not a key of Sluice: did you mean SLUICE_REDACT_SECRET?
            SLUICE_HEADERS_TOKEN          | sluice.headers.token (its value is not shown) has *** in it, which is not an attribute name (lower-case letters and digits), a JSON Pointer (starts with a slash), @sender, @caller or a text with one of these in braces
            """)
    void areNotShownByAVariableThatIsMisspelt(String variable, String told) {
        String secret = "S3CRET-long-enough-xx";
        String value = variable.contains("HEADERS") ? "{" + secret + "}" : secret;
        String yaml = "sluice: { topic: t, routes: { a: { when: \"x = 1\", topic: u } } }";
        assertThat(Configured.by(yaml, Map.of(variable, value)).errors())
                .contains(told)
                .noneMatch(line -> line.contains(secret));
    }

    @Test
    void areNeverPartOfAnError() {
        ConfigErrors errors = new ConfigErrors();
        errors.refuse("sluice.redact.secrte", "S3CRET-long-enough-xx", "is not known: write one of drop, mask, hash");
        errors.refuse("sluice.redact./a", "hash", "needs sluice.redact-secret, which is missing");
        assertThat(errors.lines())
                .containsExactly(
                        "sluice.redact.secrte (its value is not shown) is not known: write one of drop, mask, hash",
                        "sluice.redact./a 'hash' needs sluice.redact-secret, which is missing");
    }
}
