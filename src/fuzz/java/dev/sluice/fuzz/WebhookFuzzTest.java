package dev.sluice.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.core.data.JsonPointer;
import dev.sluice.core.envelope.Challenge;
import dev.sluice.core.envelope.WebhookDecoder;
import dev.sluice.core.envelope.WebhookWordsBuilder;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.MediaType;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Undecoded;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.http.EventDecoder;
import dev.sluice.core.http.HttpMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any request of a web hook: events that keep the invariants, or a refusal. */
class WebhookFuzzTest {

    private static final BatchLimits LIMITS = new BatchLimits(100, 100_000);

    private final EventDecoder one = decoder(null, "/data");
    private final EventDecoder whole = decoder(null, null);
    private final EventDecoder many = decoder("/list", null);
    private final Challenge challenge =
            new Challenge(null, JsonPointer.parse("/challenge"), Map.of(JsonPointer.parse("/type"), "q"));

    private static EventDecoder decoder(@Nullable String each, @Nullable String data) {
        WebhookWordsBuilder words = new WebhookWordsBuilder(each, (key, value, reason) -> {
                    throw new AssertionError(key + reason);
                })
                .formField("payload")
                .attribute("id", List.of("{header:X-Id}", "{/id}", "{sha256}"))
                .attribute("source", List.of("{/source}", "/s/{body:/group}", "/s"))
                .attribute("type", List.of("t.{/type}", "t"))
                .attribute("subject", List.of("{/a/0 before #}"))
                .attribute("time", List.of("{/time}"))
                .eventBy(List.of("{/type}"))
                .attributeOfCase("x", "tenant", List.of("{/tenant}"));
        if (data != null) {
            words.data(data);
        }
        return new WebhookDecoder(Objects.requireNonNull(words.build()), LIMITS);
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                        "application/json\n7\n{\"id\":1,\"type\":\"x\",\"tenant\":true,\"a\":[\"b#c\"],\"data\":{}}",
                        "application/json\n\n{\"list\":[{\"id\":1},{\"time\":1764196800,\"source\":\"/q\"}],\"group\":\"g\"}",
                        "application/x-www-form-urlencoded\n\na=b&payload=%7B%22data%22:+1%7D",
                        "text/plain\n7\n\u0000",
                        "application/json\n\n{\"type\":\"q\",\"challenge\":\"c\"}")
                .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
    }

    @MethodSource("requests")
    @DictionaryEntries({
        "application/vnd.a+json; charset=utf-8",
        "application/x-www-form-urlencoded",
        "payload=",
        "%7B%22",
        "{\"list\":[",
        "\"data\":",
        "\"time\":1764196800123",
        "\"time\":\"2015-05-17 18:08:09 UTC\"",
        "\"a\":[\"#\"]",
        "\\ud83d",
        "\"group\":\"",
        "\"type\":\"x\""
    })
    @FuzzTest(maxDuration = "60s")
    void decodesOrRefuses(byte[] request) {
        int first = end(request, 0);
        int second = end(request, Math.min(first + 1, request.length));
        String contentType = new String(request, 0, first, StandardCharsets.ISO_8859_1);
        int start = Math.min(first + 1, request.length);
        String id = new String(request, start, second - start, StandardCharsets.ISO_8859_1);
        Bytes body = Bytes.of(request).slice(Math.min(second + 1, request.length), request.length);
        HttpMessage message = new HttpMessage(List.of(Map.entry("X-Id", id)), body);
        for (EventDecoder decoder : List.of(one, whole, many)) {
            check(decoder, message, contentType, null);
            check(decoder, message, contentType, new ArrayList<>());
        }
        try {
            String answer = challenge.answer(body);
            Invariants.require(answer == null || Challenge.mayBeAnswered(answer), "anything is answered");
        } catch (Refusal refused) {
            Invariants.require(refused.reason() == Refusal.Reason.MALFORMED, "a question is refused as something else");
        }
    }

    private static void check(
            EventDecoder decoder, HttpMessage message, String contentType, @Nullable List<Undecoded> undecoded) {
        try {
            decoder.checkHead(message.headers(), contentType);
            for (CloudEvent event :
                    decoder.decode(message, contentType, undecoded).events()) {
                Invariants.check(event);
                String type = event.dataContentType();
                Bytes data = event.data();
                boolean isJson = type != null && MediaType.isJson(type);
                Invariants.require(!isJson || data != null && isValue(data), "data is JSON that is none");
            }
        } catch (Refusal refused) {
            return;
        }
    }

    /** The oracle refuses an unpaired surrogate in a name, which RFC 8259 leaves to the reader. */
    private static boolean isValue(Bytes data) {
        return JsonOracle.isValue(data.toArray())
                || data.asUtf8().toLowerCase(Locale.ROOT).contains("\\ud");
    }

    private static int end(byte[] request, int start) {
        int end = start;
        while (end < request.length && request[end] != '\n') {
            end++;
        }
        return end;
    }
}
