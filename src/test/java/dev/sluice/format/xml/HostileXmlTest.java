package dev.sluice.format.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents that are large, deep or many: decoded or refused, in time that grows with their length only. */
class HostileXmlTest {

    private final XmlEventFormat format = new XmlEventFormat();

    @Test
    void readsDataUpToTheDeepestLevelAndNoDeeper() {
        int levels = XmlScanner.MAX_DEPTH - 2;
        String data = "<a>".repeat(levels) + "</a>".repeat(levels);
        assertThat(decode("xmlns=\"\"", data).data()).isEqualTo(Bytes.utf8(data));
        assertThat(refusal("", "<a>" + data + "</a>")).contains("deeper than");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<a>", "<a b='1'>", "<a xmlns='urn:a'>", "<a><b/>", "<!--", "<?a ", "<![CDATA["})
    void refusesAHundredThousandThatAreNotClosed(String opening) {
        assertThat(refusal("", opening.repeat(100_000))).startsWith("not XML that can be read");
    }

    @Test
    void readsAHundredThousandNeighbours() {
        String data = "<a xmlns=\"\">" + "<b/>".repeat(100_000) + "</a>";
        assertThat(decode("", data).data()).isEqualTo(Bytes.utf8(data));
    }

    @Test
    void readsAMegabyteOfReferencesAndSections() {
        String text = "&amp;&#65;<![CDATA[]]]]>\r\n";
        CloudEvent event = format.decode(document("", "xs:string", text.repeat(40_000)));
        assertThat(event.data()).isEqualTo(Bytes.utf8("&A]]\n".repeat(40_000)));
    }

    @Test
    void readsElementsWithAllAttributesThatTheyMayHave() {
        String attributes = IntStream.range(0, XmlScanner.MAX_ATTRIBUTES)
                .mapToObj(i -> " a" + i + "=''")
                .collect(Collectors.joining());
        String data = "<a xmlns=\"\">" + ("<a" + attributes + "/>").repeat(1000) + "</a>";
        assertThat(decode("", data).data()).isEqualTo(Bytes.utf8(data));
        assertThat(refusal("", "<a b=''" + attributes + "/>")).contains("attributes");
    }

    /** Whether a word in the data is a prefix is asked once for each colon. */
    @Test
    void findsALongPrefixInALongText() {
        String prefix = "a".repeat(4000);
        String text = "a".repeat(500_000) + ":" + "a:".repeat(250_000);
        CloudEvent event = decode("xmlns:" + prefix + "=\"urn:a\"", "<o xmlns=\"\">" + text + "</o>");
        assertThat(event.data()).isEqualTo(Bytes.utf8("<o xmlns=\"\">" + text + "</o>"));
    }

    /** Each event of a batch may get them, so they are limited. */
    @Test
    void refusesLongNamespaces() {
        String uri = "u".repeat(XmlNamespaces.MOST_CHARACTERS);
        assertThat(refusal("xmlns:o=\"" + uri + "\"", "<o:o/>")).contains("namespaces");
    }

    private CloudEvent decode(String declarations, String data) {
        return format.decode(document(declarations, "xs:any", data));
    }

    private String refusal(String declarations, String data) {
        return catchThrowableOfType(Refusal.class, () -> decode(declarations, data))
                .getMessage();
    }

    private static Bytes document(String declarations, String type, String data) {
        return Bytes.utf8("<ce:event xmlns:ce=\"http://cloudevents.io/xmlformat/V1\""
                + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" specversion=\"1.0\" " + declarations
                + "><ce:id>1</ce:id><ce:source>/s</ce:source><ce:type>t</ce:type>"
                + "<ce:data xsi:type=\"" + type + "\">" + data + "</ce:data></ce:event>");
    }
}
