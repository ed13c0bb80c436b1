package dev.sluice.format.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Refusal.Reason;
import dev.sluice.core.event.Undecoded;
import dev.sluice.core.format.BatchLimits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batches in XML: all or nothing, or all that can be decoded. */
class XmlEventBatchTest {

    private static final String NAMESPACES = "xmlns=\"http://cloudevents.io/xmlformat/V1\""
            + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"";
    private static final int MAX_EVENT_BYTES = 200;
    private static final BatchLimits LIMITS = new BatchLimits(3, MAX_EVENT_BYTES);

    private final XmlEventFormat format = new XmlEventFormat();

    @Test
    void givesTheEventsInTheirOrder() {
        String other = "<!-- c --><o:x xmlns:o=\"urn:o\"><event/>text</o:x> ";
        List<CloudEvent> events = decode(event("a", "") + other + event("b", "<data xsi:type=\"xs:string\">d</data>"));
        assertThat(events).extracting(CloudEvent::id).containsExactly("a", "b");
        assertThat(events).extracting(CloudEvent::data).containsExactly(null, Bytes.utf8("d"));
    }

    @Test
    void isEmptyWithoutEvents() {
        assertThat(format.decodeBatch(Bytes.utf8("<batch " + NAMESPACES + "/>"), LIMITS, null))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EVENT<event/>|1|INVALID_ATTRIBUTE",
                "EVENT<id>1</id>|1|MALFORMED",
                "EVENTtext|-1|MALFORMED",
                "EVENT<event xmlns=\"\"/>|-1|MALFORMED",
                "EVENTEVENTEVENTEVENT|-1|TOO_LARGE",
                "EVENTLARGE|1|TOO_LARGE",
                "EVENT<event>&e;</event>|1|MALFORMED",
            })
    void isRefusedAsAWhole(String children, int index, Reason reason) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> decode(filled(children)));
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal.index()).isEqualTo(index);
    }

    @Test
    void givesTheElementsThatAreRefusedWhereTheyAreKept() {
        String noTime = event("b", "<time>lunch</time><data xsi:type=\"xs:any\"><a/></data>");
        List<Undecoded> undecoded = new ArrayList<>();
        List<CloudEvent> events = decode(noTime + "<other/>" + event("c", ""), undecoded);
        assertThat(events).extracting(CloudEvent::id).containsExactly("c");
        assertThat(undecoded).extracting(Undecoded::index).containsExactly(0, 1);
        assertThat(undecoded.get(0).refusal()).hasMessage("time: must be a timestamp (RFC 3339)");
    }

    /** What is parked is an element of its own, so that it can be sent again once it is mended. */
    @Test
    void givesAnElementThatIsRefusedWithItsNamespaces() {
        String mended = event("b", "<time>2024-02-03T04:05:06Z</time><data xsi:type=\"xs:string\">d</data>");
        List<Undecoded> undecoded = new ArrayList<>();
        decode(mended.replace("2024-02-03T04:05:06Z", "lunch"), undecoded);
        String parked = undecoded.get(0).bytes().asUtf8();
        CloudEvent event = format.decode(Bytes.utf8(parked.replace("lunch", "2024-02-03T04:05:06Z")));
        assertThat(event).isEqualTo(decode(mended).get(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EVENT<event>&e;</event>|1|MALFORMED",
                "<event/>EVENT<event>|2|MALFORMED",
                "<event/>text|-1|MALFORMED",
                "<event/><event/><event/><event/>|-1|TOO_LARGE",
                "<event/>LARGE|1|TOO_LARGE",
            })
    void isRefusedAsAWholeWhereItsElementsCannotBeToldApartOrExceedALimit(String children, int index, Reason reason) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> decode(filled(children), new ArrayList<>()));
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal.index()).isEqualTo(index);
    }

    private static String filled(String children) {
        return children.replace("EVENT", event("a", ""))
                .replace(
                        "LARGE", event("b", "<data xsi:type=\"xs:string\">" + "x".repeat(MAX_EVENT_BYTES) + "</data>"));
    }

    private List<CloudEvent> decode(String children) {
        return format.decodeBatch(batch(children), LIMITS, null);
    }

    private List<CloudEvent> decode(String children, List<Undecoded> into) {
        return format.decodeBatch(
                batch(children),
                LIMITS,
                (index, element, refusal) -> into.add(new Undecoded(refusal, index, element, List.of(), 0)));
    }

    private static Bytes batch(String children) {
        return Bytes.utf8("<batch " + NAMESPACES + ">" + children + "</batch>");
    }

    private static String event(String id, String elements) {
        return "<event specversion=\"1.0\"><id>" + id + "</id><source>/s</source><type>t</type>" + elements
                + "</event>";
    }
}
