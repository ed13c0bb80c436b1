package dev.sluice.fuzz;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Another opinion on what XML is: the JDK's parser. Stateless. */
final class XmlOracle {

    private static final XMLInputFactory FACTORY = factory();

    private XmlOracle() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }

    /** Whether the bytes are a well-formed document in UTF-8 without a document type. */
    static boolean isDocument(byte[] document) {
        return elements(document) != null;
    }

    /** The elements of a document in their order, with namespaces and attributes; null if it is no document. */
    static List<String> elements(byte[] document) {
        List<String> elements = new ArrayList<>();
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(new ByteArrayInputStream(document));
            String said = reader.getCharacterEncodingScheme();
            boolean isOurs = (said == null || said.equalsIgnoreCase("UTF-8"))
                    && "UTF-8".equalsIgnoreCase(reader.getEncoding())
                    && !"1.1".equals(reader.getVersion());
            while (reader.hasNext()) {
                int event = reader.next();
                isOurs &= event != XMLStreamConstants.DTD && event != XMLStreamConstants.ENTITY_REFERENCE;
                if (event == XMLStreamConstants.START_ELEMENT) {
                    elements.add(element(reader));
                }
            }
            return isOurs ? elements : null;
        } catch (XMLStreamException | RuntimeException e) {
            return null;
        }
    }

    private static String element(XMLStreamReader reader) {
        StringBuilder element = new StringBuilder(reader.getName().toString());
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            element.append(' ').append(reader.getAttributeName(i)).append('=').append(reader.getAttributeValue(i));
        }
        return element.toString();
    }

    /** Whether there may be names beyond ASCII in it, of which the JDK knows those of XML's fourth edition. */
    static boolean hasOtherNames(byte[] document) {
        for (byte b : document) {
            if (b < 0) {
                return true;
            }
        }
        return false;
    }
}
