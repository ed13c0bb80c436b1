package dev.sluice.format.xml;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Envelope;
import dev.sluice.core.event.Extension;
import dev.sluice.core.event.MediaType;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Timestamp;
import dev.sluice.core.format.DataText;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads one {@code event} element (CloudEvents XML event format, working draft of 1.0.3, sections 2 to 4).
 *
 * <p>Elements of other namespaces and attributes that the format does not have are ignored, as it says. For one event
 * on one thread.
 */
final class XmlEventDecoder {

    static final String NAMESPACE = "http://cloudevents.io/xmlformat/V1";
    private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";
    private static final String XS = "http://www.w3.org/2001/XMLSchema";
    private static final String XML_CONTENT_TYPE = "application/xml";

    private final XmlScanner xml;
    private final CloudEventBuilder event = new CloudEventBuilder();
    private @Nullable String dataType;
    private @Nullable String text;
    private Bytes data = Bytes.empty();

    private XmlEventDecoder(XmlScanner xml) {
        this.xml = xml;
    }

    /**
     * Decodes {@code document}.
     *
     * @throws Refusal if it is not an event, or one that breaks a rule
     */
    static CloudEvent decode(Bytes document) {
        XmlScanner xml = new XmlScanner(document);
        xml.next();
        CloudEventBuilder event = read(xml, "the body");
        xml.next();
        return event.envelope(new Envelope(XmlEventFormat.MEDIA_TYPE, document)).build();
    }

    /**
     * Reads the element whose start the scanner has just read, and moves past it. The event is still to be built.
     *
     * @param what it is, for a refusal
     */
    static CloudEventBuilder read(XmlScanner xml, String what) {
        if (!xml.isAt(NAMESPACE, "event")) {
            throw Refusal.malformed(what + " is not an element event in the namespace " + NAMESPACE);
        }
        XmlEventDecoder decoder = new XmlEventDecoder(xml);
        String version = xml.attribute("", "specversion");
        if (version != null) {
            decoder.event.set("specversion", version);
        }
        decoder.children();
        decoder.complete();
        return decoder.event;
    }

    private void children() {
        for (XmlScanner.Kind kind = xml.next(); kind != XmlScanner.Kind.END; kind = xml.next()) {
            if (kind == XmlScanner.Kind.TEXT) {
                requireBlank("event");
            } else if (isForeign(xml)) {
                xml.skipElement();
            } else if (xml.localName().equals("data")) {
                data();
            } else {
                attribute(xml.localName());
            }
        }
    }

    /**
     * Whether the element whose start was just read is one of another namespace, to be ignored. One without a namespace
     * is refused: it would be an event, an attribute or data whose namespace was forgotten.
     */
    static boolean isForeign(XmlScanner xml) {
        if (xml.uri().isEmpty()) {
            throw Refusal.malformed("an element has no namespace, where it must be " + NAMESPACE);
        }
        return !xml.uri().equals(NAMESPACE);
    }

    private void requireBlank(String element) {
        if (!xml.isBlank()) {
            throw Refusal.malformed("the element " + element + " has text beside its elements");
        }
    }

    private void attribute(String name) {
        String type = type(NAMESPACE);
        String value = onlyText();
        if (value == null) {
            throw Refusal.attribute(name, "must not have elements in it");
        }
        String own = typeOfCore(name);
        if (own == null) {
            extension(name, type, value);
        } else if (name.equals("specversion")) {
            throw Refusal.attribute(name, "must be an attribute of the element event");
        } else if (type != null && !type.equals(own)) {
            throw Refusal.attribute(name, "has another xsi:type than its own, ce:" + own);
        } else {
            event.set(name, value);
        }
    }

    /** The type of an attribute of the specification itself; null for an extension. */
    private static @Nullable String typeOfCore(String name) {
        return switch (name) {
            case "specversion", "id", "type", "subject", "datacontenttype" -> "string";
            case "source" -> "uriRef";
            case "dataschema" -> "uri";
            case "time" -> "timestamp";
            default -> null;
        };
    }

    private void extension(String name, @Nullable String type, String value) {
        if (type == null) {
            throw Refusal.attribute(name, "must have an xsi:type");
        }
        boolean fits = switch (type) {
            case "boolean" -> value.equals("true") || value.equals("false");
            case "integer" -> isInteger(value);
            case "binary" -> base64(value) != null;
            case "timestamp" -> Timestamp.isValid(value);
            case "string", "uri", "uriRef" -> true;
            default -> throw Refusal.attribute(name, "has an xsi:type that is none of CloudEvents");
        };
        if (!fits) {
            throw Refusal.attribute(name, "does not have the canonical form of its xsi:type, ce:" + type);
        }
        event.set(name, value, typeInJson(type));
    }

    private static Extension.Type typeInJson(String type) {
        return switch (type) {
            case "boolean" -> Extension.Type.BOOLEAN;
            case "integer" -> Extension.Type.INTEGER;
            default -> Extension.Type.STRING;
        };
    }

    private static boolean isInteger(String value) {
        try {
            return Integer.toString(Integer.parseInt(value)).equals(value);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static byte @Nullable [] base64(String value) {
        try {
            return Base64.getDecoder().decode(value);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * The xsi:type of the element whose start was just read: null for none, otherwise its local name, or nothing if it
     * is in another namespace. A prefix that is not declared is the usual one: SDKs write {@code ce:string} without
     * declaring it.
     */
    private @Nullable String type(String namespace) {
        String designator = xml.attribute(XSI, "type");
        if (designator == null) {
            return null;
        }
        String name = designator.trim();
        int colon = name.indexOf(':');
        String prefix = name.substring(0, Math.max(0, colon));
        String uri = xml.uriOf(prefix);
        if (uri == null) {
            uri = prefix.equals("ce") ? NAMESPACE : prefix.equals("xs") ? XS : "";
        }
        return uri.equals(namespace) ? name.substring(colon + 1) : "";
    }

    /** Reads an element to its end; null if there is an element in it. */
    private @Nullable String onlyText() {
        StringBuilder whole = new StringBuilder();
        for (XmlScanner.Kind kind = xml.next(); kind != XmlScanner.Kind.END; kind = xml.next()) {
            if (kind != XmlScanner.Kind.TEXT) {
                return null;
            }
            whole.append(xml.text());
        }
        return whole.toString();
    }

    private void data() {
        if (dataType != null) {
            throw Refusal.data("must not be there more than once");
        }
        String type = type(XS);
        dataType = type == null ? "" : type;
        switch (dataType) {
            case "string" -> text = dataText();
            case "base64Binary" -> data = binary();
            case "any" -> data = element();
            default -> throw Refusal.data("must have the xsi:type xs:string, xs:base64Binary or xs:any");
        }
    }

    private String dataText() {
        String value = onlyText();
        if (value == null) {
            throw Refusal.data("must not have elements in it, unless its xsi:type is xs:any");
        }
        return value;
    }

    /** XML Schema allows white space in base64. */
    private Bytes binary() {
        byte[] decoded = base64(dataText().replaceAll("[ \t\r\n]", ""));
        if (decoded == null) {
            throw Refusal.data("is not base64 (RFC 4648, section 4)");
        }
        return Bytes.of(decoded);
    }

    private Bytes element() {
        Bytes element = null;
        for (XmlScanner.Kind kind = xml.next(); kind != XmlScanner.Kind.END; kind = xml.next()) {
            if (kind == XmlScanner.Kind.TEXT) {
                requireBlank("data");
            } else if (element == null) {
                element = xml.standalone();
            } else {
                throw notOneElement();
            }
        }
        if (element == null) {
            throw notOneElement();
        }
        return element;
    }

    private static Refusal notOneElement() {
        return Refusal.data("of the type xs:any must have one element in it");
    }

    /** Sets the data, whose bytes depend on the content type, which may come behind it. */
    private void complete() {
        if (dataType == null) {
            return;
        }
        String contentType = event.dataContentType();
        if (text != null) {
            event.data(DataText.encode(text, contentType));
        } else if (!dataType.equals("any")) {
            event.data(data);
        } else if (contentType == null) {
            event.implyDataContentType(XML_CONTENT_TYPE).data(data);
        } else if (MediaType.isJson(contentType)) {
            throw Refusal.data("is XML, but datacontenttype is JSON");
        } else {
            event.data(DataText.ofUtf8(data, contentType));
        }
    }
}
