package dev.sluice.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Arrived;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Refusal.Reason;
import dev.sluice.core.event.Undecoded;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.format.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that cannot be decoded, by a decoder that keeps them. */
class UndecodedRequestsTest {

    private static final int MAX_BODY = 300;
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final String GOOD = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}";
    private static final String BAD = "{\"specversion\":\"1.0\",\"id\":\"\"}";

    private final HttpDecoder decoder = new HttpDecoder(
            new CloudEventsDecoder(List.of(new JsonFormat()), new BatchLimits(3, MAX_BODY), HeaderValues.ENCODED),
            MAX_BODY);
    private final List<Map.Entry<String, String>> headers = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/plain|hello|MALFORMED",
                "application/cloudevents+json|{|MALFORMED",
                "application/cloudevents+json|{\"specversion\":\"1.0\",\"id\":\"\"}|INVALID_ATTRIBUTE",
                "application/cloudevents+json|{\"data\":1,\"data_base64\":\"\"}|INVALID_DATA",
                "application/cloudevents+avro|hello|UNSUPPORTED_FORMAT",
                "application/cloudevents-batch+avro|hello|UNSUPPORTED_FORMAT",
                "application/cloudevents-batch+json|{}|MALFORMED",
                "application/cloudevents-batch+json|[{\"id\":1|MALFORMED",
            })
    void areKeptWithTheirBody(String contentType, String body, Reason reason) {
        headers.add(Map.entry("Content-Type", contentType));
        Arrived arrived = decode(body);
        assertThat(arrived.events()).isEmpty();
        assertThat(arrived.isBatch()).isFalse();
        Undecoded undecoded = undecoded(arrived).get(0);
        assertThat(undecoded.refusal().reason()).isEqualTo(reason);
        assertThat(undecoded.bytes()).isEqualTo(Bytes.utf8(body));
        assertThat(undecoded.headers()).containsExactly(header("content-type", contentType));
    }

    @Test
    void areKeptWithTheAttributesAsTheyWereSentAndWithNoOtherHeader() {
        headers.add(Map.entry("Content-Type", "text/plain"));
        headers.add(Map.entry("Authorization", "Bearer secret"));
        headers.add(Map.entry("CE-Id", "a%20b"));
        headers.add(Map.entry("ce-id", "\u00C3\u00A4"));
        headers.add(Map.entry("Content-Encoding", "gzip"));
        headers.add(Map.entry("content-type", "text/html"));
        assertThat(undecoded(decode("x")).get(0).headers())
                .containsExactly(
                        header("content-type", "text/plain"),
                        header("ce-id", "a%20b"),
                        header("ce-id", "\u00E4"),
                        header("content-type", "text/html"));
    }

    @Test
    void areKeptWithTheirTrace() {
        headers.add(Map.entry("content-type", "text/plain"));
        headers.add(Map.entry("content-type", "text/plain"));
        headers.add(Map.entry("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        assertThat(decode("x").arrival().trace()).isNotNull();
    }

    @Test
    void areKeptWithTheirCodingWhereThatIsWhatCannotBeUndone() {
        headers.add(Map.entry("Content-Encoding", "br"));
        Refusal refusal = Refusal.unsupported("the coding");
        Arrived arrived = decoder.stillCoded(message("x"), Arrival.ANONYMOUS, refusal);
        assertThat(undecoded(arrived))
                .containsExactly(
                        new Undecoded(refusal, 0, Bytes.utf8("x"), List.of(header("content-encoding", "br")), 0));
    }

    @Test
    void haveNoMoreHeadersThanTheyMay() {
        for (int i = 0; i < UndecodedRequests.MAX_HEADERS + 5; i++) {
            headers.add(Map.entry("ce-" + i, "x"));
        }
        Undecoded undecoded = undecoded(decode("x")).get(0);
        assertThat(undecoded.headers()).hasSize(UndecodedRequests.MAX_HEADERS);
        assertThat(undecoded.leftOut()).isEqualTo(5);
    }

    @Test
    void haveHeadersOfNoMoreBytesThanTheyMay() {
        headers.add(Map.entry("ce-a", "x".repeat(UndecodedRequests.MAX_BYTES - 10)));
        headers.add(Map.entry("ce-b", "xxx"));
        headers.add(Map.entry("ce-c", "xx"));
        Undecoded undecoded = undecoded(decode("x")).get(0);
        assertThat(undecoded.headers()).extracting(Undecoded.Header::name).containsExactly("ce-a", "ce-c");
        assertThat(undecoded.leftOut()).isEqualTo(1);
    }

    @Test
    void areKeptWithoutABodyWhereTheyHaveAttributes() {
        headers.add(Map.entry("ce-id", ""));
        assertThat(undecoded(decode("")).get(0).bytes()).isEqualTo(Bytes.empty());
    }

    @Test
    void areKeptOutOfABatchEachAlone() {
        headers.add(Map.entry("content-type", BATCH));
        headers.add(Map.entry("ce-id", "of the request"));
        Arrived arrived = decode("[" + BAD + "," + GOOD + ", 1 ]");
        assertThat(arrived.isBatch()).isTrue();
        assertThat(arrived.size()).isEqualTo(3);
        assertThat(arrived.events()).extracting(CloudEvent::id).containsExactly("1");
        assertThat(undecoded(arrived)).extracting(Undecoded::index).containsExactly(0, 2);
        assertThat(undecoded(arrived)).extracting(Undecoded::bytes).containsExactly(Bytes.utf8(BAD), Bytes.utf8("1"));
        assertThat(undecoded(arrived))
                .extracting(Undecoded::headers)
                .containsOnly(List.of(header("content-type", BATCH)));
    }

    @Test
    void haveNoLongContentTypeOutOfABatch() {
        headers.add(Map.entry("content-type", BATCH + ";x=" + "y".repeat(UndecodedRequests.MAX_BYTES_OF_AN_ELEMENT)));
        assertThat(undecoded(decode("[1]"))).singleElement().satisfies(element -> {
            assertThat(element.headers()).isEmpty();
            assertThat(element.leftOut()).isEqualTo(1);
        });
    }

    @Test
    void areRefusedWhereThereIsNothingToKeep() {
        assertThat(refusal("").reason()).isEqualTo(Reason.MALFORMED);
        headers.add(Map.entry("content-type", "application/cloudevents+json"));
        assertThat(refusal("").reason()).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void areRefusedWhereTheyExceedALimit() {
        headers.add(Map.entry("content-type", BATCH));
        assertThat(refusal("[1,2,3,4]").reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(refusal("[1,\"" + "x".repeat(MAX_BODY) + "\"]").reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(refusal("[" + " ".repeat(MAX_BODY)).reason()).isEqualTo(Reason.MALFORMED);
    }

    private Arrived decode(String body) {
        return decoder.decode(message(body), Arrival.ANONYMOUS);
    }

    private static List<Undecoded> undecoded(Arrived arrived) {
        return arrived.parts().stream()
                .filter(Undecoded.class::isInstance)
                .map(Undecoded.class::cast)
                .toList();
    }

    private Refusal refusal(String body) {
        return catchThrowableOfType(Refusal.class, () -> decode(body));
    }

    private HttpMessage message(String body) {
        return new HttpMessage(headers, Bytes.of(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static Undecoded.Header header(String name, String value) {
        return new Undecoded.Header(name, Bytes.utf8(value));
    }
}
