package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.http.HeaderValues;
import dev.sluice.core.kafka.KafkaRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendersTest {

    private static final CloudEvent EVENT = new CloudEventBuilder()
            .set("specversion", "1.0")
            .set("id", "1")
            .set("source", "/s")
            .set("type", "t")
            .build();

    @Test
    void takeWhatTheyDoNotSayFromTheirKindAndFromBelowSluice() {
        SluiceConfig config = Configured.by("""
                        sluice:
                          topic: events
                          header-values: raw
                          max-body-size: 512K
                          senders:
                            bus: { path: /bus, kind: eventbridge, rate: 60 }
                            mesh: { path: /, header-values: encoded, max-body-size: 64K, ack-deadline: 7s }
                        """).config();
        assertThat(config.senders()).extracting(Sender::name).containsExactly("bus", "mesh");
        Sender bus = config.senders().get(0);
        assertThat(bus.path()).isEqualTo("/bus");
        assertThat(bus.kind().name()).isEqualTo("eventbridge");
        assertThat(bus.ackDeadline()).isEqualTo(Duration.ofSeconds(4));
        assertThat(bus.headerValues()).isEqualTo(HeaderValues.RAW);
        assertThat(bus.maxBodyBytes()).isEqualTo(512 * 1024);
        assertThat(bus.ratePerMinute()).isEqualTo(60);
        Sender mesh = config.senders().get(1);
        assertThat(mesh.headerValues()).isEqualTo(HeaderValues.ENCODED);
        assertThat(mesh.maxBodyBytes()).isEqualTo(64 * 1024);
        assertThat(mesh.ratePerMinute()).isNull();
        assertThat(config.ackDeadline()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.maxBodyBytes()).isEqualTo(512 * 1024);
    }

    @Test
    void waitNoLongerThanTheirKindUnlessTheySaySo() {
        SluiceConfig config = Configured.by("""
                        sluice:
                          topic: events
                          ack-deadline: 20s
                          senders:
                            a: { path: /a, kind: eventbridge }
                            b: { path: /b, kind: eventbridge, ack-deadline: 5s }
                            c: { path: /c }
                            d: { path: /d, kind: eventgrid }
                        """).config();
        assertThat(config.senders())
                .extracting(sender -> sender.ackDeadline().toSeconds())
                .containsExactly(4L, 5L, 20L, 20L);
    }

    @Test
    void areOneWhereTheConfigurationNamesNone() {
        assertThat(Configured.by("sluice: { topic: t, path: /a, kind: eventarc }")
                        .config()
                        .senders())
                .singleElement()
                .satisfies(sender -> {
                    assertThat(sender.name()).isEqualTo("default");
                    assertThat(sender.path()).isEqualTo("/a");
                    assertThat(sender.ackDeadline()).isEqualTo(Duration.ofSeconds(8));
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            senders: { a: { kind: eventgrid } }                  | sluice.senders.a.path is missing: set the path at which this sender posts
            senders: { a: { path: /x }, b: { path: /x } }        | sluice.senders.b.path '/x' is the path of the sender a too: give each sender a path of its own
            senders: { a: { path: "/a b" } }                     | sluice.senders.a.path '/a b' is none that a request has: percent-encode it as senders do, and leave out segments of dots
            senders: { a: { path: /a%2 } }                       | sluice.senders.a.path '/a%2' is none that a request has: percent-encode it as senders do, and leave out segments of dots
            senders: { a: { path: /a/../b } }                    | sluice.senders.a.path '/a/../b' is none that a request has: percent-encode it as senders do, and leave out segments of dots
            senders: { a: { path: /x, secrets: [0123456789abcdef] } } | sluice.senders.a.secrets has no effect with kind: cloudevents, which has no usual proof: write them below authenticate
            secrets: [0123456789abcdef]                          | sluice.secrets has no effect with kind: cloudevents, which has no usual proof: write them below authenticate
            `secrets: [0123456789abcdef]\n  senders: { a: { path: /x } }` | sluice.secrets has no effect, because no sender has a kind with a usual proof: write them below authenticate
            `authenticate: { api-key: { secrets: "," } }`        | sluice.authenticate.api-key.secrets has no value: write one (in quotes if it has braces), or leave the key out
            senders: { a: { path: /x, rate: 0 } }                | sluice.senders.a.rate '0' is out of range: write 1 or more
            senders: { a: { path: /x, kind: aws } }              | sluice.senders.a.kind 'aws' is not known: did you mean sns? The kinds are cloudevents, knative, eventarc, pubsub, sns, eventbridge, eventgrid, webhook, github, gitlab, stripe, slack, shopify, standard-webhooks, svix, pagerduty, alertmanager, grafana, docker-registry, adobe-io
            senders: { a: { path: /x, kind: sns, topic-arns: ["arn:aws:sqs:eu-west-1:123456789012:a"] } } | sluice.senders.a.topic-arns 'arn:aws:sqs:eu-west-1:123456789012:a' is not the ARN of a topic: write, for example, arn:aws:sns:eu-west-1:123456789012:alarms
            senders: { a: { path: x } }                          | sluice.senders.a.path 'x' is not usable: write a path that starts with one slash, has no query and is not below /q
            senders: { a b: { path: /x } }                       | sluice.senders.a b is not a name that labels and answers can show: write letters, digits, - and _, at most 64, a letter or digit first
            `path: /y\n  senders: { a: { path: /x } }`           | sluice.path '/y' has no effect beside sluice.senders, of which each has a path: leave it out
            `senders: { a: { path: /x, kind: alertmanager } }\n  batch: { enabled: false }` | sluice.senders.a.each takes requests of several events, but sluice.batch.enabled is false: set it to true
            `senders: { a: { path: /x } }\n  require-authentication: true` | sluice.senders.a.authenticate is missing, but sluice.require-authentication is true: set authenticate
            `senders: { a: { path: /x, kind: slack } }\n  require-authentication: true` | sluice.senders.a.authenticate is missing, but sluice.require-authentication is true: set secrets to those of the signature in X-Slack-Signature, or another proof below authenticate
            `event: { id: "{/id}" }\n  senders: { a: { path: /x } }` | sluice.event has no effect beside sluice.senders: write it below the sender that it is for
            `challenge: { query: c }\n  senders: { a: { path: /x } }` | sluice.challenge has no effect beside sluice.senders: write it below the sender that it is for
            senders: { a: { path: /x, challenge: { query: challenge } } } | sluice.senders.a.challenge has no effect with kind: cloudevents, which has words and questions of its own: leave it out, or write kind: webhook
            senders: { a: { path: /x, kind: eventgrid, challenge: { body: /code, when: { /type: question } } } } | sluice.senders.a.challenge has no effect with kind: eventgrid, which has words and questions of its own: leave it out, or write kind: webhook
            senders: { a: { path: /x, allow: [ { caller: bob } ] } } | sluice.senders.a.allow names callers, but nothing proves who the sender a is: set authenticate, or leave the callers out
            senders: { a: { path: /x, allow: [ { when: "a =" } ] } } | sluice.senders.a.allow[0].when 'a =' is not a CESQL expression: at 4: expected a value
            senders: { a: { path: /x, allow: [ { when: "type = 'a' AND type = 'b'" } ] } } | sluice.senders.a.allow[0].when 'type = 'a' AND type = 'b'' takes no event, because type cannot have two values at once: write OR, or type IN ('a', 'b')
            routes: { r: { topic: x, when: "EXISTS a", from: [b] } } | sluice.routes.r.from 'b' is not a sender, because sluice.senders names none: leave the key out
            `senders: { abc: { path: / } }\n  routes: { r: { topic: x, from: [abd] } }` | sluice.routes.r.from 'abd' is not a sender: did you mean abc?
            """)
    void areToldWhatIsWrong(String lines, String told) {
        assertThat(Configured.by("sluice:\n  topic: events\n  " + lines.replace("\\n", "\n") + "\n")
                        .errors())
                .containsExactly(told);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            SLUICE_SENDERS_A_SECRETS                     | -
            SLUICE_SENDERS_A_AUTHENTICATE_BEARER_SECRETS | -
            SLUICE_SECRETS                               | ,
            """)
    void areNotOpenToAnybodyBecauseASecretIsEmpty(String variable, String value) {
        assertThat(Configured.by(
                                "sluice:\n  topic: events\n  senders: { a: { path: /x, kind: github } }\n",
                                Map.of(variable, value == null ? "" : value))
                        .errors())
                .contains(variable + " has no value: write one (in quotes if it has braces), or leave the key out");
    }

    @Test
    void areToldWhatIsDoubtfulInAConditionOfAllow() {
        assertThat(Configured.by("sluice: { topic: events, senders: { a: { path: /x, allow: [ { when:"
                                + " \"type = 'a%'\" } ] } } }")
                        .advice())
                .containsExactly("sluice.senders.a.allow[0].when 'type = 'a%'' compares with 'a%' by =, letter by"
                        + " letter: did you mean LIKE, with % for any characters?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cloudevents       | authenticate
            eventbridge       | authenticate
            adobe-io          | authenticate
            github            | secrets to those of the signature in X-Hub-Signature-256, or another proof below authenticate
            gitlab            | secrets to those of the header X-Gitlab-Token, or another proof below authenticate
            docker-registry   | secrets to those of the bearer token, or another proof below authenticate
            """)
    void lackTheProofOfTheirKind(String kind, String toSet) {
        Sender sender = Configured.by("sluice: { topic: events, senders: { a: { path: /x, kind: " + kind + " } } }")
                .config()
                .senders()
                .get(0);
        assertThat(sender.isProven()).isFalse();
        assertThat(sender.missingProof()).isEqualTo(toSet);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            cloudevents | -                                           | true
            pubsub      | '{timestamp}.{body}'                        | true
            eventarc    | '{header:X-Id}{body}'                       | true
            cloudevents | '{header:CE-Id}{header:ce-type}.{body}'     | false
            webhook     | -                                           | false
            """)
    void areToldThatASignatureLeavesAttributesOut(String kind, @Nullable String signed, boolean isTold) {
        String scheme = (signed == null ? "" : "signed: \"" + signed + "\", ")
                + (signed != null && signed.contains("timestamp") ? "timestamp: X-T, " : "");
        Configured configured = Configured.by("sluice: { topic: events, senders: { a: { path: /x, kind: " + kind
                + (kind.equals("webhook") ? ", event: { id: '{/id}', source: /s, type: t }" : "")
                + ", authenticate: { signature: { header: X-S, " + scheme + "secrets: [0123456789abcdef] } } } } }");
        assertThat(configured.errors()).isEmpty();
        assertThat(configured.advice())
                .hasSize(isTold ? 1 : 0)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("sluice.senders.a.authenticate.signature.signed covers no ce- header"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ oidc: { issuer: 'https://accounts.google.com', audience: us } }",
                "{ oidc: { issuer: 'https://gitlab.com', audience: us, claims: { aud: us } } }",
                "{ oidc: { preset: google, audience: us, claims: { email_verified: true } } }",
                "{ oidc: { preset: kubernetes, audience: us } }, allow: [ { caller: '*' } ]"
            })
    void areAskedForWhatTellsCallersApart(String authenticate) {
        assertThat(Configured.by("sluice: { topic: events, senders: { a: { path: /x, authenticate: " + authenticate
                                + " } } }")
                        .errors())
                .containsExactly(
                        "sluice.senders.a.authenticate.oidc takes tokens that the issuer gives to anybody: name"
                                + " the callers in allow, in each of its entries, or what tells them apart in claims");
    }

    @Test
    void haveRoutesOfTheirOwn() {
        var mapper = Configured.by("""
                        sluice:
                          topic: others
                          key: "@sender"
                          headers: { from: "{@sender}/{@caller}" }
                          senders: { a: { path: /a }, b: { path: /b }, c: { path: /c } }
                          routes:
                            one: { from: [a], topic: of-a }
                            two: { from: [a, b], topic: of-b }
                        """).mapper();
        assertThat(mapper.map(EVENT, from("a", null)).records()).singleElement().satisfies(record -> {
            assertThat(record.topic()).isEqualTo("of-a");
            assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("a");
            assertThat(record.headers()).extracting(KafkaRecord.Header::name).doesNotContain("from");
        });
        assertThat(mapper.map(EVENT, from("b", "bob")).records())
                .singleElement()
                .satisfies(record -> {
                    assertThat(record.topic()).isEqualTo("of-b");
                    assertThat(record.headers())
                            .anyMatch(header -> header.name().equals("from")
                                    && new String(header.value(), StandardCharsets.UTF_8).equals("b/bob"));
                });
        assertThat(mapper.map(EVENT, from("c", null)).records())
                .singleElement()
                .satisfies(record -> assertThat(record.topic()).isEqualTo("others"));
    }

    @Test
    void mayBeRefusedByARoute() {
        var mapper = Configured.by("sluice: { routes: { r: { topic: t, callers: ['alice', 'team-*'] } } }")
                .mapper();
        assertThat(mapper.map(EVENT, from("default", "team-a")).records()).hasSize(1);
        assertThatThrownBy(() -> mapper.map(EVENT, from("default", "bob")))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(Refusal.Reason.FORBIDDEN))
                .hasMessage("route r: the caller may not use this route");
        assertThatThrownBy(() -> mapper.map(EVENT, from("default", null))).isInstanceOf(Refusal.class);
    }

    private static Arrival from(String sender, String caller) {
        return new Arrival(caller, sender, null, null);
    }
}
