package dev.sluice.core.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Undecoded;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.http.HttpMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractStringAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookDecoderTest {

    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final BatchLimits LIMITS = new BatchLimits(3, 1000);
    private static final String ORDER =
            " {\"id\":17,\"total\":12.50,\"who\":\"Gr\u00fc\u00dfe\",\"paid\":true,\"in\":{\"at\":1764196800,\"none\":null,\"empty\":\"\"}}\n";

    @Nested
    class OneEvent {

        @Test
        void hasItsAttributesByRecipeAndTheBodyAsItCame() {
            CloudEvent event = decode(
                    words(it -> it.attribute("id", List.of("{header:X-Id}"))
                            .attribute("source", List.of("https://shop.example/{/who}"))
                            .attribute("type", List.of("order.{/paid}"))
                            .attribute("subject", List.of("{/total}"))
                            .attribute("time", List.of("{/in/at}"))
                            .attribute("partitionkey", List.of("{/id}"))
                            .attribute("tenant", List.of("{/no/such/place}"))
                            .attribute("source", List.of("/orders/{/id}"))),
                    ORDER,
                    "application/vnd.shop+json; v=1",
                    "x-ID: 7");
            assertThat(event.id()).isEqualTo("7");
            assertThat(event.source()).isEqualTo("/orders/17");
            assertThat(event.type()).isEqualTo("order.true");
            assertThat(event.subject()).isEqualTo("12.50");
            assertThat(event.time()).isEqualTo("2025-11-26T22:40:00Z");
            assertThat(event.attribute("partitionkey")).isEqualTo("17");
            assertThat(event.attribute("tenant")).isNull();
            assertThat(event.dataContentType()).isEqualTo("application/vnd.shop+json; v=1");
            assertThat(event.data()).isEqualTo(Bytes.utf8(ORDER));
        }

        @Test
        void takesASliceOfTheBodyForItsData() {
            Bytes body = Bytes.utf8(ORDER);
            CloudEvent event = decode(words(it -> it.data("/in")), body, "application/vnd.shop+json");
            assertThat(event.dataContentType()).isEqualTo(JSON);
            assertThat(Objects.requireNonNull(event.data()).asUtf8())
                    .isEqualTo("{\"at\":1764196800,\"none\":null,\"empty\":\"\"}");
            assertThat(event.data().array()).isSameAs(body.array());
        }

        @ParameterizedTest
        @CsvSource({
            "/in/none, null",
            "/id, 17",
            "/who, \"Gr\u00fc\u00dfe\"",
        })
        void mayHaveAnyValueForItsData(String pointer, String data) {
            assertThat(decode(words(it -> it.data(pointer)), ORDER, JSON).data())
                    .isEqualTo(Bytes.utf8(data));
        }

        @Test
        void isRefusedIfThereIsNothingWhereItsDataShouldBe() {
            refused(words(it -> it.data("/nowhere")), ORDER, JSON, Refusal.Reason.INVALID_DATA)
                    .isEqualTo("data: there is none at /nowhere");
        }

        @ParameterizedTest
        @CsvSource({
            "{/in/none}, fallback",
            "{/in/empty}, fallback",
            "{/in}, fallback",
            "{header:X-Empty}, fallback",
            "{header:X-None}, fallback",
            "a{/none}b, fallback",
            "{/who before \u00df}, Gr\u00fc",
            "{/who before x}, Gr\u00fc\u00dfe",
            "{/who before Gr}, fallback",
            "{{{/id}}}, {17}",
            "{body:/id}, 17",
            "{header:X-Url before /}, https://a.example/b",
            "{header:X-Utf8}, \u20ac"
        })
        void takesTheFirstAlternativeThatYieldsSomething(String alternative, String value) {
            CloudEvent event = decode(
                    words(it -> it.attribute("subject", List.of(alternative, "fallback"))),
                    ORDER,
                    JSON,
                    "X-Empty: ",
                    "X-Url: https://a.example/b/c",
                    "X-Utf8: \u00e2\u0082\u00ac");
            assertThat(event.subject()).isEqualTo(value);
        }

        @Test
        void mayBeNamedByTheHashOfItsBody() {
            // printf '{}' | sha256sum
            String hash = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
            WebhookWords words = words(it -> it.attribute("id", List.of("{sha256}")));
            assertThat(decode(words, "{}", JSON).id()).isEqualTo(hash);
            assertThat(decode(words, "{}", "text/plain").id()).isEqualTo(hash);
            assertThat(decode(words, " {}", JSON).id()).isNotEqualTo(hash);
        }

        @ParameterizedTest
        @CsvSource(
                nullValues = "-",
                value = {"text/plain", "application/xml; charset=latin1", "-", FORM})
        void mayBeNoJson(@Nullable String contentType) {
            CloudEvent event = decode(
                    words(it -> it.attribute("id", List.of("{header:X-Id}")).attribute("subject", List.of("{/id}"))),
                    "\u0000\u00ff{",
                    contentType,
                    "X-Id: 7");
            assertThat(event.dataContentType()).isEqualTo(contentType);
            assertThat(event.data()).isEqualTo(Bytes.utf8("\u0000\u00ff{"));
            assertThat(event.subject()).isNull();
        }

        @Test
        void mayHaveNoData() {
            assertThat(decode(words(it -> {}), "", null).data()).isNull();
        }
    }

    @Nested
    class Refusals {

        @ParameterizedTest
        @CsvSource({
            "id, {/nowhere}, 'id: is required, and its recipe {/nowhere} has no value'",
            "id, {header:X-Id}, 'id: is required, and its recipe {header:X-Id} has no value'",
            "source, {/who}, 'source: must be a URI-reference (RFC 3986); its recipe is {/who}'",
            "time, {/id}, 'time: must be a timestamp (RFC 3339); its recipe is {/id}'",
            "dataschema, {/id}, 'dataschema: must be an absolute URI (RFC 3986); its recipe is {/id}'",
            "subject, {/bad}, 'subject: must not contain control characters; its recipe is {/bad}'",
            "subject, {/lone}, 'subject: the string at /lone has an unpaired surrogate, so it cannot be written in"
                    + " UTF-8; its recipe is {/lone}'",
            "subject, {header:X-Latin1}, 'subject: has bytes in its header that are not UTF-8; its recipe is"
                    + " {header:X-Latin1}'"
        })
        void nameTheAttributeAndItsRecipe(String attribute, String recipe, String message) {
            refused(
                            words(it -> it.attribute(attribute, List.of(recipe))),
                            "{\"id\":17,\"who\":\"Gr\u00fc\u00dfe\",\"bad\":\"a\\nb\",\"lone\":\"\\ud83d\"}",
                            JSON,
                            Refusal.Reason.INVALID_ATTRIBUTE,
                            "X-Latin1: \u00e9")
                    .isEqualTo(message);
        }

        @ParameterizedTest
        @ValueSource(strings = {"{", "", "{} x", "{\"id\":1,\"id\":2}", "{\"a\":01}"})
        void areAboutJsonThatCannotBeReadOrIsAmbiguous(String body) {
            refused(words(it -> it.attribute("subject", List.of("{/id}"))), body, JSON, Refusal.Reason.INVALID_DATA)
                    .startsWith("data: ");
        }

        @Test
        void areAboutAHeaderThatIsSentTwice() {
            refused(
                            words(it -> it.attribute("subject", List.of("{header:X-Id}"))),
                            "{}",
                            JSON,
                            Refusal.Reason.MALFORMED,
                            "X-Id: 1",
                            "x-id: 1")
                    .isEqualTo("the header x-id must not be repeated");
        }

        @Test
        void areAboutAContentTypeThatIsNone() {
            refused(words(it -> {}), "{}", "json", Refusal.Reason.MALFORMED);
            refused(words(it -> {}), "{}", "application/json;charset=latin1", Refusal.Reason.UNSUPPORTED_FORMAT);
        }

        @Test
        void comeBeforeTheBodyWhereHeadersSuffice() {
            WebhookDecoder decoder =
                    new WebhookDecoder(words(it -> it.attribute("id", List.of("{header:X-Id}"))), LIMITS);
            assertThatThrownBy(() -> decoder.checkHead(List.of(), JSON)).hasMessageStartingWith("id: is required");
            assertThatThrownBy(() -> decoder.checkHead(List.of(), "json")).isInstanceOf(Refusal.class);
            decoder.checkHead(List.of(Map.entry("x-id", "1")), JSON);
            new WebhookDecoder(words(it -> it.attribute("id", List.of("{/id}"))), LIMITS).checkHead(List.of(), JSON);
        }
    }

    @Nested
    class Cases {

        private final WebhookWords words = words(it -> it.attribute("type", List.of("t.{header:X-Event}"))
                .attribute("subject", List.of("{/a}"))
                .eventBy(List.of("{header:X-Event}.{/action}", "{header:X-Event}"))
                .attributeOfCase("push", "subject", List.of("{/ref}"))
                .attributeOfCase("issue.closed", "type", List.of("t.done"))
                .attributeOfCase("issue.closed", "tenant", List.of("{/t}")));

        @ParameterizedTest
        @CsvSource(
                nullValues = "-",
                value = {
                    "push, t.push, main, -",
                    "issue, t.done, A, T",
                    "other, t.other, A, -",
                })
        void replaceAttributesByWhatTheRequestSays(String event, String type, String subject, @Nullable String tenant) {
            CloudEvent decoded = decode(
                    words,
                    "{\"action\":\"closed\",\"a\":\"A\",\"ref\":\"main\",\"t\":\"T\"}",
                    JSON,
                    "X-Event: " + event);
            assertThat(decoded.type()).isEqualTo(type);
            assertThat(decoded.subject()).isEqualTo(subject);
            assertThat(decoded.attribute("tenant")).isEqualTo(tenant);
        }
    }

    @Nested
    class Elements {

        private static final String BODY =
                "{\"list\":[{\"n\":1,\"d\":{\"x\":0.10}}, {\"n\":2,\"d\":[]}],\"group\":\"g\"}";

        private final WebhookWords words = words(
                "/list",
                it -> it.attribute("id", List.of("{header:X-Id}-{/n}"))
                        .attribute("subject", List.of("{body:/group}"))
                        .data("/d"));

        @Test
        void areABatchOfEvents() {
            Bytes body = Bytes.utf8(BODY);
            var decoded = decoder(words).decode(message(body, "x-id: 7"), JSON, null);
            assertThat(decoder(words).isBatch(JSON)).isTrue();
            assertThat(decoded.isBatch()).isTrue();
            assertThat(decoded.events()).extracting(CloudEvent::id).containsExactly("7-1", "7-2");
            assertThat(decoded.events()).extracting(CloudEvent::subject).containsOnly("g");
            assertThat(decoded.events()).extracting(CloudEvent::dataContentType).containsOnly(JSON);
            assertThat(decoded.events())
                    .extracting(event -> Objects.requireNonNull(event.data()).asUtf8())
                    .containsExactly("{\"x\":0.10}", "[]");
            assertThat(decoded.events())
                    .allSatisfy(event -> assertThat(
                                    Objects.requireNonNull(event.data()).array())
                            .isSameAs(body.array()));
        }

        @Test
        void areTheWholeDataByDefault() {
            WebhookWords whole = words("body", it -> it.attribute("id", List.of("{sha256}")));
            var decoded = decoder(whole).decode(message(Bytes.utf8("[1, {} ]")), "application/x+json", null);
            assertThat(decoded.events())
                    .extracting(event -> Objects.requireNonNull(event.data()).asUtf8())
                    .containsExactly("1", "{}");
            assertThat(decoded.events()).extracting(CloudEvent::id).doesNotHaveDuplicates();
        }

        @Test
        void mayBeNone() {
            assertThat(decoder(words)
                            .decode(message(Bytes.utf8("{\"list\":[]}")), JSON, null)
                            .events())
                    .isEmpty();
        }

        @Test
        void areRefusedWithTheirIndex() {
            String body = "{\"list\":[{\"n\":1,\"d\":1},{\"n\":2}]}";
            assertThatThrownBy(() -> decoder(words).decode(message(Bytes.utf8(body), "x-id: 7"), JSON, null))
                    .isInstanceOfSatisfying(
                            Refusal.class,
                            refusal -> assertThat(refusal.index()).isEqualTo(1))
                    .hasMessage("event 1: data: there is none at /d");
        }

        @Test
        void areKeptIfTheyAreRefusedAndThatIsAskedFor() {
            String body = "{\"list\":[{\"n\":1},{\"n\":2,\"n\":3,\"d\":0},{\"n\":4,\"d\":5}]}";
            List<Undecoded> undecoded = new ArrayList<>();
            var decoded = decoder(words).decode(message(Bytes.utf8(body), "x-id: 7"), JSON, undecoded);
            assertThat(decoded.events()).extracting(CloudEvent::id).containsExactly("7-4");
            assertThat(undecoded).extracting(Undecoded::index).containsExactly(0, 1);
            assertThat(undecoded)
                    .extracting(one -> one.bytes().asUtf8())
                    .containsExactly("{\"n\":1}", "{\"n\":2,\"n\":3,\"d\":0}");
        }

        @ParameterizedTest
        @CsvSource({
            "'{}', application/json, MALFORMED, the body has no array at /list",
            "'{\"list\":{}}', application/json, MALFORMED, the body has no array at /list",
            "'[]', application/json, MALFORMED, the body has no array at /list",
            "'{\"list\":[', application/json, INVALID_DATA, data: cannot be read: the JSON ends too early",
            "'{\"list\":[1,2,3,4]}', application/json, TOO_LARGE, the batch is over the limit of 3 events",
            "'{\"list\":[]}', text/plain, UNSUPPORTED_FORMAT, the events are elements of JSON; send application/json"
        })
        void areRefusedAsAWhole(String body, String contentType, Refusal.Reason reason, String message) {
            refused(words, body, contentType, reason).isEqualTo(message);
        }

        @Test
        void areNoLargerThanAnEventMayBe() {
            String large = "{\"list\":[{\"n\":1,\"d\":\"" + "x".repeat(1000) + "\"}]}";
            refused(words, large, JSON, Refusal.Reason.TOO_LARGE)
                    .isEqualTo("event 0: the event is over the limit of 1000 bytes");
        }

        @Test
        void areRefusedIfBatchesAreNotEnabled() {
            WebhookDecoder decoder = new WebhookDecoder(words, null);
            assertThat(decoder.isBatch(JSON)).isFalse();
            assertThatThrownBy(() -> decoder.checkHead(List.of(), JSON))
                    .hasMessage("several events in one request are not enabled");
        }
    }

    @Nested
    class Forms {

        private final WebhookWords words = words(it -> it.formField("payload").attribute("subject", List.of("{/a}")));

        @Test
        void holdTheJsonInAField() {
            CloudEvent event = decode(words, "x=1&payload=%7B%22a%22:+%22b%22%7D", FORM + "; charset=utf-8");
            assertThat(event.subject()).isEqualTo("b");
            assertThat(event.dataContentType()).isEqualTo(JSON);
            assertThat(event.data()).isEqualTo(Bytes.utf8("{\"a\": \"b\"}"));
        }

        @Test
        void areNotNeeded() {
            assertThat(decode(words, "{\"a\":1}", JSON).subject()).isEqualTo("1");
        }

        @Test
        void areRefusedWithoutTheField() {
            refused(words, "x=1", FORM, Refusal.Reason.MALFORMED).isEqualTo("the form has no field payload");
            refused(words, "payload=x", FORM, Refusal.Reason.INVALID_DATA);
        }
    }

    @Nested
    class Settings {

        private final List<String> wrong = new ArrayList<>();

        @ParameterizedTest
        @CsvSource({
            "id, a{/b, has a { without a closing }",
            "id, {b}, 'has {b} in it, which is none of {header:Name}, {/pointer}, {body:/pointer} and {sha256}'",
            "id, {header:}, 'has {header:} in it, which names no header'",
            "id, {header:a b}, 'has {header:a b} in it, which names no header'",
            "id, {/a~2}, 'has {/a~2} in it, which is not a JSON Pointer'",
            "id, {body:a}, 'has {body:a} in it, which is none of'",
            "id, /id, 'is the same for all events: write a place in braces, such as {/id}'",
            "time, /time, 'is the same for all events: write a place in braces, such as {/time}'",
            "specversion, {/v}, is not made by a recipe",
            "datacontenttype, {/v}, is not made by a recipe",
            "Tenant, {/t}, is not an attribute name"
        })
        void refuseARecipe(String attribute, String recipe, String reason) {
            WebhookWordsBuilder builder = builder(null).attribute(attribute, List.of(recipe));
            assertThat(builder.build()).isNull();
            assertThat(wrong).anyMatch(line -> line.startsWith("event." + attribute) && line.contains(reason));
        }

        @Test
        void refuseWhatIsNeverTried() {
            builder(null).attribute("source", List.of("/a", "{/b}"));
            assertThat(wrong)
                    .containsExactly(
                            "event.source|/a|always has a value, so what follows is never tried:" + " write it last");
        }

        @Test
        void refuseMissingAttributesAndCases() {
            assertThat(new WebhookWordsBuilder(null, this::refuse)
                            .attribute("id", List.of("{/id}"))
                            .eventBy(List.of("{/type}"))
                            .build())
                    .isNull();
            assertThat(wrong).hasSize(3).anyMatch(line -> line.startsWith("cases||is missing"));
            wrong.clear();
            assertThat(builder(null)
                            .attributeOfCase("x", "subject", List.of("{/s}"))
                            .build())
                    .isNull();
            assertThat(wrong).singleElement().asString().startsWith("event-by||is missing");
        }

        @Test
        void refuseARequiredAttributeThatOnlyCasesHave() {
            assertThat(new WebhookWordsBuilder(null, this::refuse)
                            .attribute("id", List.of("{/id}"))
                            .attribute("source", List.of("/s"))
                            .eventBy(List.of("{/type}"))
                            .attributeOfCase("a", "type", List.of("x"))
                            .build())
                    .as("an event of no case has no type")
                    .isNull();
        }

        @Test
        void refusePlacesOfTheBodyInsideItsElements() {
            assertThat(builder("/list")
                            .attribute("subject", List.of("{body:/list/0/a}"))
                            .build())
                    .isNull();
            assertThat(wrong)
                    .containsExactly(
                            "each|/list|holds {body:/list/0/a}, which a recipe reads: write it from the element on");
        }

        @Test
        void refuseAnArrayThatIsNoPlace() {
            assertThat(builder("list").build()).isNull();
            assertThat(wrong).singleElement().asString().endsWith("or 'body' if the body itself is the array");
        }

        private WebhookWordsBuilder builder(@Nullable String each) {
            return complete(new WebhookWordsBuilder(each, this::refuse), it -> {});
        }

        private void refuse(String key, String value, String reason) {
            wrong.add(key + "|" + value + "|" + reason);
        }
    }

    private static WebhookWords words(Consumer<WebhookWordsBuilder> more) {
        return words(null, more);
    }

    private static WebhookWords words(@Nullable String each, Consumer<WebhookWordsBuilder> more) {
        WebhookWordsBuilder builder = new WebhookWordsBuilder(each, (key, value, reason) -> {
            throw new AssertionError(key + " " + value + " " + reason);
        });
        return Objects.requireNonNull(complete(builder, more).build());
    }

    private static WebhookWordsBuilder complete(WebhookWordsBuilder builder, Consumer<WebhookWordsBuilder> more) {
        builder.attribute("id", List.of("{sha256}"))
                .attribute("source", List.of("/s"))
                .attribute("type", List.of("t"));
        more.accept(builder);
        return builder;
    }

    private static WebhookDecoder decoder(WebhookWords words) {
        return new WebhookDecoder(words, LIMITS);
    }

    private static HttpMessage message(Bytes body, String... headers) {
        List<Map.Entry<String, String>> entries = new ArrayList<>();
        for (String header : headers) {
            String[] parts = header.split(": ", 2);
            entries.add(Map.entry(parts[0], parts[1]));
        }
        return new HttpMessage(entries, body);
    }

    private static CloudEvent decode(WebhookWords words, String body, @Nullable String contentType, String... headers) {
        return decode(words, Bytes.utf8(body), contentType, headers);
    }

    private static CloudEvent decode(WebhookWords words, Bytes body, @Nullable String contentType, String... headers) {
        WebhookDecoder decoder = decoder(words);
        decoder.checkHead(message(body, headers).headers(), contentType);
        return decoder.decode(message(body, headers), contentType, null)
                .events()
                .get(0);
    }

    private static AbstractStringAssert<?> refused(
            WebhookWords words, String body, @Nullable String contentType, Refusal.Reason reason, String... headers) {
        Throwable thrown =
                catchThrowable(() -> decoder(words).decode(message(Bytes.utf8(body), headers), contentType, null));
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(reason));
        return assertThat(thrown.getMessage());
    }
}
