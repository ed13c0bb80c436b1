package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WebhookReaderTest {

    private final ConfigErrors errors = new ConfigErrors();

    @Test
    void readsAWebhookThatSaysEverythingItself() {
        WebhookReader reader = reader("""
                kind: webhook
                each: /orders
                data: /order
                event:
                  id: ["{/id}", "{sha256}"]
                  source: https://billing.example
                  type: com.example.{/type}
                  subject: "{body:/customer}"
                  tenant: "{header:X-Tenant}"
                event-by: "{/type}"
                cases:
                  a.b: { type: com.example.ab }
                challenge: { body: /challenge, when: { /type: question } }
                """);
        assertThat(reader.words()).isNotNull().matches(words -> words.hasBatches());
        assertThat(reader.challenge()).isNotNull();
        assertThat(errors.lines()).isEmpty();
    }

    @Test
    void takesACommaInAListForItself() {
        String yaml = "sluice: { senders: { it: { event: { type: ['a,b'], source: 'c,d' } } } }";
        assertThat(SenderOf.yaml(yaml).event().get("type")).containsExactly("a,b");
        assertThat(SenderOf.yaml(yaml).event().get("source")).containsExactly("c", "d");
    }

    @Test
    void reportsEveryMistakeInALineOfItsOwn() {
        WebhookReader reader = reader("""
                kind: webhook
                each: orders
                data: order
                event:
                  id: /id
                  type: "com.example.{type}"
                  Tenant: "{/tenant}"
                cases:
                  a: { data: "{/x}" }
                challenge: { query: challenge, body: challenge }
                """);
        assertThat(reader.words()).isNull();
        reader.challenge();
        assertThat(errors.lines())
                .containsExactlyInAnyOrder(
                        "sluice.senders.it.each 'orders' is not a JSON Pointer (RFC 6901): it must be empty or start"
                                + " with '/', or 'body' if the body itself is the array",
                        "sluice.senders.it.data 'order' is not a JSON Pointer (RFC 6901): it must be empty or start"
                                + " with '/'",
                        "sluice.senders.it.event.id '/id' is the same for all events: write a place in braces, such as"
                                + " {/id}",
                        "sluice.senders.it.event.type 'com.example.{type}' has {type} in it, which is none of"
                                + " {header:Name}, {/pointer}, {body:/pointer} and {sha256}",
                        "sluice.senders.it.event.Tenant 'Tenant' is not an attribute name: use lower-case letters and"
                                + " digits",
                        "sluice.senders.it.event.source is missing, and every event needs it: write a recipe, such as"
                                + " \"{/source}\"",
                        "sluice.senders.it.event-by is missing: write what tells the cases apart, such as \"{/type}\"",
                        "sluice.senders.it.cases.a.data 'data' is not made by a recipe: leave it out",
                        "sluice.senders.it.challenge.body 'challenge' is not a JSON Pointer (RFC 6901): it must be"
                                + " empty or start with '/'",
                        "sluice.senders.it.challenge.when is missing: set challenge.body to the place of the text, and"
                                + " challenge.when to what only a question has");
    }

    @Test
    void reportsRecipesThatNobodyReads() {
        Kinds.Kind sns = Kinds.all().stream()
                .filter(kind -> kind.name().equals("sns"))
                .findAny()
                .orElseThrow();
        reader("""
                kind: sns
                each: /list
                form-field: payload
                event: { id: "{/id}" }
                event-by: "{/type}"
                cases: { a: { type: b } }
                challenge: { query: challenge }
                """).refuseAll(sns);
        assertThat(errors.lines())
                .isEqualTo(Stream.of("each", "form-field", "event", "event-by", "cases", "challenge")
                        .map(key -> "sluice.senders.it." + key + " has no effect with kind: sns, which has words and"
                                + " questions of its own: leave it out, or write kind: webhook")
                        .collect(Collectors.toSet()));
        ConfigErrors none = new ConfigErrors();
        new WebhookReader(SenderOf.yaml("sluice: { senders: { it: { kind: sns, data: envelope } } }"), "x.", none)
                .refuseAll(sns);
        assertThat(none.lines()).isEmpty();
    }

    private WebhookReader reader(String keys) {
        String yaml = "sluice:\n  senders:\n    it:\n      " + keys.replace("\n", "\n      ") + "\n";
        return new WebhookReader(SenderOf.yaml(yaml), "sluice.senders.it.", errors);
    }
}
