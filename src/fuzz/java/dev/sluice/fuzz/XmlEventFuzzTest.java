package dev.sluice.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.format.xml.XmlEventFormat;
import dev.sluice.vectors.Vector;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes as an event in XML, and as a batch: an event that keeps the invariants, in a document that the JDK's parser
 * takes for XML too, or a refusal. Starts from the vectors.
 */
class XmlEventFuzzTest {

    private static final BatchLimits LIMITS = new BatchLimits(10, 1 << 20);

    private final XmlEventFormat format = new XmlEventFormat();

    static Stream<Arguments> bodies() {
        return Vector.all()
                .filter(vector -> vector.name().startsWith("xml/"))
                .map(vector -> Arguments.of((Object) vector.body()));
    }

    @MethodSource("bodies")
    @DictionaryEntries({
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<!DOCTYPE",
        "&#x",
        "&amp;",
        "xmlns:a=\"urn:a\"",
        "xmlns=\"\"",
        "xsi:type=\"xs:any\"",
        "xsi:type=\"xs:string\"",
        "xsi:type=\"ce:integer\""
    })
    @FuzzTest(maxDuration = "60s")
    void decodesOrRefuses(byte[] document) {
        decodesABatchOrRefuses(document);
        CloudEvent event;
        try {
            event = format.decode(Bytes.of(document));
        } catch (Refusal refused) {
            boolean isNotXml = refused.getMessage().startsWith("not XML that can be read");
            Invariants.require(!isNotXml || isStricter(refused) || !XmlOracle.isDocument(document), "XML is refused");
            return;
        }
        Invariants.check(event);
        if (XmlOracle.hasOtherNames(document)) {
            return;
        }
        List<String> elements = XmlOracle.elements(document);
        Invariants.require(elements != null, "what is not XML is let through");
        if (Objects.equals(event.dataContentType(), "application/xml") && isElement(document)) {
            List<String> data =
                    XmlOracle.elements(Objects.requireNonNull(event.data()).toArray());
            Invariants.require(
                    data != null && Collections.indexOfSubList(elements, data) >= 0,
                    "data that is cut out is other XML than before");
        }
    }

    /** Whether a refusal is of a limit, or of a name with a colon in it where the JDK takes one. */
    private static boolean isStricter(Refusal refused) {
        String rule = refused.getMessage();
        return rule.contains("more than ")
                || rule.contains("deeper than ")
                || rule.endsWith("a name that is none")
                || rule.endsWith("a processing instruction that XML reserves");
    }

    /** Whether the data can only have come as an element. */
    private static boolean isElement(byte[] document) {
        String text = Bytes.of(document).asUtf8();
        return !text.contains("datacontenttype") && text.contains(":any");
    }

    private void decodesABatchOrRefuses(byte[] document) {
        try {
            format.decodeBatch(Bytes.of(document), LIMITS, null).forEach(Invariants::check);
        } catch (Refusal refused) {
            keepsOrRefuses(document);
            return;
        }
        int[] refused = new int[1];
        format.decodeBatch(Bytes.of(document), LIMITS, (index, element, refusal) -> refused[0]++);
        Invariants.require(refused[0] == 0, "an element of a batch is refused only where that is kept");
    }

    private void keepsOrRefuses(byte[] document) {
        try {
            format.decodeBatch(Bytes.of(document), LIMITS, (index, element, refusal) -> {
                boolean isDocument = XmlOracle.isDocument(element.toArray());
                Invariants.require(
                        isDocument || XmlOracle.hasOtherNames(document), "an element that is kept is not XML");
            });
        } catch (Refusal refused) {
            // its elements cannot be told apart, or exceed a limit
        }
    }
}
