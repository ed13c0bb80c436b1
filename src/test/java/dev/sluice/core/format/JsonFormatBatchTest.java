package dev.sluice.core.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Envelope;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Refusal.Reason;
import dev.sluice.core.event.Undecoded;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Items 46 to 49: batches as one text, all or nothing. */
class JsonFormatBatchTest {

    private static final int MAX_EVENTS = 3;
    private static final int MAX_EVENT_BYTES = 200;
    private static final BatchLimits LIMITS = new BatchLimits(MAX_EVENTS, MAX_EVENT_BYTES);

    private final JsonFormat format = new JsonFormat();

    @Test
    void givesTheEventsInTheirOrder() {
        assertThat(decode("[" + event("a", "") + "," + event("b", "") + "]"))
                .extracting(CloudEvent::id)
                .containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", " [ ] ", "\n[\t]\r\n"})
    void givesNoEventsForAnEmptyArray(String json) {
        assertThat(decode(json)).isEmpty();
    }

    @Test
    void givesWhatEachEventWouldGiveAlone() {
        String first = event("a", ",\"data\": { \"n\" : 1.0 },\"x\":true");
        String second = event("b", ",\"data_base64\":\"AAE=\"");
        List<CloudEvent> events = decode(" [ " + first + " , " + second + " ] ");
        assertThat(events).containsExactly(format.decode(Bytes.utf8(first)), format.decode(Bytes.utf8(second)));
        assertThat(events)
                .extracting(CloudEvent::envelope)
                .extracting(Envelope::bytes)
                .containsExactly(Bytes.utf8(first), Bytes.utf8(second));
    }

    @Test
    void keepsDataAsASliceOfTheOneText() {
        Bytes json = Bytes.utf8("[" + event("a", ",\"data\":[1]") + "]");
        Bytes data = format.decodeBatch(json, LIMITS, null).get(0).data();
        assertThat(data.array()).isSameAs(json.array());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "null", "[", "[}", "[,]", "[{}", "[[]]x", "\"[]\"", "[]]", "[] []", "[1", "[{},]"})
    void refusesWhatIsNotOneArray(String json) {
        assertThat(refusal(json).reason()).isIn(Reason.MALFORMED, Reason.INVALID_ATTRIBUTE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1]|0|MALFORMED|",
                "[EVENT,null]|1|MALFORMED|",
                "[EVENT,EVENT,{}]|2|INVALID_ATTRIBUTE|specversion",
                "[EVENT,{\"specversion\":\"0.3\"}]|1|INVALID_ATTRIBUTE|specversion",
                "[EVENT,{\"id\":\"\"},EVENT]|1|INVALID_ATTRIBUTE|id",
            })
    void refusesTheWholeBatchNamingTheEventAndTheRule(String json, int index, Reason reason, String attribute) {
        Refusal refusal = refusal(json.replace("EVENT", event("a", "")));
        assertThat(refusal.index()).isEqualTo(index);
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal.attribute()).isEqualTo(attribute);
        assertThat(refusal.getMessage()).startsWith("event " + index + ": ");
    }

    @Test
    void refusesOneEventTooMany() {
        String events = (event("a", "") + ",").repeat(MAX_EVENTS);
        assertThat(decode("[" + events.substring(0, events.length() - 1) + "]")).hasSize(MAX_EVENTS);
        Refusal refusal = refusal("[" + events + event("b", "") + "]");
        assertThat(refusal.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(refusal.index()).isEqualTo(Refusal.NO_INDEX);
    }

    @Test
    void holdsEachEventToTheLimitOfASingleOne() {
        String small = event("a", "");
        String large = event("b", ",\"data\":\"" + "x".repeat(MAX_EVENT_BYTES) + "\"");
        Refusal refusal = refusal("[" + small + "," + large + "]");
        assertThat(refusal.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(refusal.index()).isEqualTo(1);
    }

    @Test
    void givesTheElementsThatAreRefusedWhereTheyAreKept() {
        String noTime = event("b", ",\"time\":\"lunchtime\",\"data\": { \"}\" : [] }");
        List<Undecoded> undecoded = new ArrayList<>();
        assertThat(decode(" [ " + event("a", "") + ", " + noTime + " ,7] ", undecoded))
                .extracting(CloudEvent::id)
                .containsExactly("a");
        assertThat(undecoded).extracting(Undecoded::index).containsExactly(1, 2);
        assertThat(undecoded).extracting(Undecoded::bytes).containsExactly(Bytes.utf8(noTime), Bytes.utf8("7"));
        assertThat(undecoded)
                .extracting(Undecoded::refusal)
                .extracting(Refusal::getMessage)
                .containsExactly("time: must be a timestamp (RFC 3339)", "is not a JSON object");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[EVENT,{\"id\":\"\",}]|1|MALFORMED",
                "[{},EVENT,{]|2|MALFORMED",
                "[{},]|1|MALFORMED",
                "[{}|-1|MALFORMED",
                "[{}]{}|-1|MALFORMED",
                "[{},{},{},{}]|-1|TOO_LARGE",
                "[{},LARGE]|1|TOO_LARGE",
                "[{},[LARGE]]|1|TOO_LARGE",
            })
    void refusesTheWholeBatchWhereItsElementsCannotBeToldApartOrExceedALimit(String json, int index, Reason reason) {
        String large = event("b", ",\"data\":\"" + "x".repeat(MAX_EVENT_BYTES) + "\"");
        String batch = json.replace("EVENT", event("a", "")).replace("LARGE", large);
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> decode(batch, new ArrayList<>()));
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal.index()).isEqualTo(index);
    }

    private List<CloudEvent> decode(String json, List<Undecoded> into) {
        return format.decodeBatch(
                Bytes.utf8(json),
                LIMITS,
                (index, element, refusal) -> into.add(new Undecoded(refusal, index, element, List.of(), 0)));
    }

    private List<CloudEvent> decode(String json) {
        return format.decodeBatch(Bytes.utf8(json), LIMITS, null);
    }

    private Refusal refusal(String json) {
        return catchThrowableOfType(Refusal.class, () -> decode(json));
    }

    private static String event(String id, String members) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/s\",\"type\":\"t\"" + members + "}";
    }
}
