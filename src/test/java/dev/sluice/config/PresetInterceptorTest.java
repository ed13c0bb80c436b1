package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PresetInterceptorTest {

    private static final String GITHUB = "sluice:\n  senders:\n    it:\n      kind: github\n";
    private static final String GITLAB = "sluice:\n  senders:\n    it:\n      kind: GitLab\n";

    @Test
    void givesASenderTheKeysOfItsKind() {
        SenderKeys keys = SenderOf.yaml(GITHUB);
        assertThat(keys.formField()).hasValue("payload");
        assertThat(keys.event().get("id")).containsExactly("{header:X-GitHub-Delivery}");
        assertThat(keys.event().get("source")).hasSize(4);
        assertThat(keys.eventBy().orElseThrow()).hasSize(2);
        assertThat(keys.cases().get("check_run").get("time"))
                .containsExactly("{/check_run/completed_at}", "{/check_run/started_at}");
        assertThat(keys.cases().get("release.created").get("subject")).containsExactly("{/release/id}");
    }

    @Test
    void givesNothingToOtherKinds() {
        SenderKeys keys = SenderOf.yaml("sluice:\n  senders:\n    it:\n      kind: webhook\n");
        assertThat(keys.event()).isEmpty();
        assertThat(keys.formField()).isEmpty();
        assertThat(SenderOf.yaml("sluice:\n  senders:\n    it:\n      kind: git-hub\n")
                        .event())
                .isEmpty();
    }

    @Nested
    class KeysOfTheOperator {

        @Test
        void areStronger() {
            SenderKeys keys = SenderOf.yaml(GITHUB
                    + "      form-field: body\n"
                    + "      event: { source: 'https://github.example', tenant: '{/tenant}', type: ['{/a}', t] }\n"
                    + "      cases: { check_run: { time: '{/at}' } }\n");
            assertThat(keys.formField()).hasValue("body");
            assertThat(keys.event().get("source")).containsExactly("https://github.example");
            assertThat(keys.event().get("tenant")).containsExactly("{/tenant}");
            assertThat(keys.event().get("type")).containsExactly("{/a}", "t");
            assertThat(keys.event().get("id")).containsExactly("{header:X-GitHub-Delivery}");
            assertThat(keys.cases().get("check_run").get("time")).containsExactly("{/at}");
            assertThat(keys.cases().get("check_run").get("subject")).containsExactly("{/check_run/id}");
        }

        @Test
        void mayBeVariables() {
            SmallRyeConfig config = SenderOf.config(
                    SenderOf.PREFIX,
                    "{}",
                    Map.of("SLUICE_SENDERS_IT_KIND", "github", "SLUICE_SENDERS_IT_FORM_FIELD", "body"));
            SenderKeys keys = config.getConfigMapping(SenderKeys.class, SenderOf.PREFIX);
            assertThat(keys.formField()).hasValue("body");
            assertThat(keys.event().get("id")).containsExactly("{header:X-GitHub-Delivery}");
        }
    }

    @Nested
    class Proofs {

        @Test
        void haveTheSecretsOfTheSender() {
            SenderKeys.Signature one = SenderOf.yaml(GITHUB + "      secrets: file:/etc/sluice/github\n")
                    .authenticate()
                    .signature();
            assertThat(one.secrets()).hasValue(List.of("file:/etc/sluice/github"));
            assertThat(one.header()).hasValue("X-Hub-Signature-256");
            assertThat(one.prefix()).hasValue("sha256=");
            SenderKeys.Signature two = SenderOf.yaml(GITHUB + "      secrets: [new-secret, old-secret]\n")
                    .authenticate()
                    .signature();
            assertThat(two.secrets()).hasValue(List.of("new-secret", "old-secret"));
        }

        @Test
        void haveTheSecretsOfAllSendersOtherwise() {
            assertThat(SenderOf.yaml(GITHUB + "  secrets: [a-secret, b-secret]\n")
                            .authenticate()
                            .signature()
                            .secrets())
                    .hasValue(List.of("a-secret", "b-secret"));
        }

        @Test
        void areNotGivenWithoutSecrets() {
            SenderKeys.Authenticate none = SenderOf.yaml(
                            GITHUB + "      authenticate: { basic: { users: { a: b } } }\n")
                    .authenticate();
            assertThat(none.signature().header()).isEmpty();
            assertThat(none.signature().secrets()).isEmpty();
            assertThat(none.basic().users()).containsKey("a");
        }

        @Test
        void areGivenToSecretsOfTheirOwn() {
            SenderKeys.Authenticate signed = SenderOf.yaml(
                            GITLAB + "      authenticate: { signature: { secrets: whsec_AQID, tolerance: 10m } }\n")
                    .authenticate();
            assertThat(signed.signature().header()).hasValue("webhook-signature");
            assertThat(signed.signature().separator()).hasValue(" ");
            assertThat(signed.signature().prefix()).hasValue("v1,");
            assertThat(signed.signature().tolerance()).hasValue("10m");
            assertThat(signed.signature().secrets()).hasValue(List.of("whsec_AQID"));
            assertThat(signed.apiKey().header()).isEmpty();
        }

        @Test
        void mayBeASecretAsItIs() {
            SenderKeys.Authenticate token =
                    SenderOf.yaml(GITLAB + "      secrets: a-token\n").authenticate();
            assertThat(token.apiKey().header()).hasValue("X-Gitlab-Token");
            assertThat(token.apiKey().secrets()).hasValue(List.of("a-token"));
            assertThat(token.signature().header()).isEmpty();
        }
    }

    @Nested
    class TheOnlySender {

        @Test
        void hasItsKeysBelowSluice() {
            SmallRyeConfig config =
                    SenderOf.config("sluice", "sluice:\n  topic: t\n  kind: stripe\n  secrets: a-secret\n", Map.of());
            SenderKeys keys = config.getConfigMapping(SenderKeys.class, "sluice");
            assertThat(keys.event().get("id")).containsExactly("{/id}");
            assertThat(keys.authenticate().signature().secrets()).hasValue(List.of("a-secret"));
            assertThat(names(config)).contains("sluice.event.id", "sluice.authenticate.signature.secrets");
        }

        @Test
        void isNoneIfThereAreOthers() {
            String yaml = "sluice:\n  kind: stripe\n  senders:\n    it: { path: /it }\n    other: { kind: sns }\n";
            SmallRyeConfig config = SenderOf.config(SenderOf.PREFIX, yaml, Map.of());
            assertThat(config.getOptionalValue("sluice.event.id", String.class)).isEqualTo(Optional.empty());
            assertThat(config.getConfigMapping(SenderKeys.class, SenderOf.PREFIX)
                            .event()
                            .get("id"))
                    .as("a kind for all senders")
                    .containsExactly("{/id}");
            assertThat(names(config))
                    .contains("sluice.senders.it.event.id")
                    .doesNotContain("sluice.event.id", "sluice.senders.other.event.id");
        }
    }

    private static Stream<String> names(SmallRyeConfig config) {
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false);
    }
}
