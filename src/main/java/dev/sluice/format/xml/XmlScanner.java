package dev.sluice.format.xml;

import dev.sluice.core.event.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads an XML 1.0 document with namespaces strictly, and knows the bytes of each element.
 *
 * <p>There is no document type declaration, so no entities but the five of XML, and nothing outside of the document is
 * looked at. Nothing is recursive: up to {@value #MAX_DEPTH} levels, {@value #MAX_ATTRIBUTES} attributes at an element
 * and {@value XmlNamespaces#MOST} namespaces in scope. For one document on one thread; every refusal is
 * {@code MALFORMED}.
 *
 * <p>The JDK's StAX cannot replace it: it gives the offsets of decoded characters, and data that is XML has to be cut
 * out of the document by its bytes, comments, references and white space in tags included.
 */
final class XmlScanner {

    static final int MAX_DEPTH = 200;
    static final int MAX_ATTRIBUTES = 100;

    private final Bytes document;
    private final XmlCursor cursor;
    private final XmlNamespaces namespaces = new XmlNamespaces();
    private final List<Element> open = new ArrayList<>();
    private final List<Attribute> attributes = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private boolean isEmptyElement;
    private boolean isRootRead;

    /** What a document consists of, once comments and processing instructions are passed over. */
    enum Kind {
        START,
        END,
        TEXT,
        END_OF_DOCUMENT
    }

    /**
     * An element that is open.
     *
     * @param start the position of its {@code <}
     * @param nameEnd the position behind its name
     * @param outside the number of namespaces that are declared outside of it
     */
    private record Element(int start, int nameEnd, int outside, String name, String uri) {}

    /** An attribute; {@code uri} is empty for none. */
    private record Attribute(String name, String uri, String localName, String value) {

        boolean isDeclaration() {
            return name.equals("xmlns") || name.startsWith("xmlns:");
        }

        boolean isNamed(String otherUri, String otherLocalName) {
            return uri.equals(otherUri) && localName.equals(otherLocalName);
        }
    }

    /** A scanner at the start of {@code document}. */
    XmlScanner(Bytes document) {
        this.document = document;
        this.cursor = new XmlCursor(document);
    }

    /** Moves to the next start or end of an element, or run of text. */
    Kind next() {
        if (isEmptyElement) {
            isEmptyElement = false;
            leave();
            return Kind.END;
        }
        while (!cursor.isAtEnd()) {
            if (cursor.startsWith("<!--")) {
                cursor.comment();
            } else if (cursor.startsWith("<?")) {
                cursor.instruction();
            } else if (cursor.startsWith("</")) {
                endTag();
                return Kind.END;
            } else if (!open.isEmpty() && cursor.isAtText()) {
                text.setLength(0);
                cursor.text(text);
                return Kind.TEXT;
            } else if (cursor.startsWith("<!")) {
                throw cursor.malformed("a document type declaration or another that CloudEvents do not need");
            } else if (cursor.peek() == '<') {
                startTag();
                return Kind.START;
            } else if (!cursor.blanks()) {
                throw cursor.malformed("text outside of the element");
            }
        }
        if (!open.isEmpty() || !isRootRead) {
            throw cursor.malformed("the document ends too early");
        }
        return Kind.END_OF_DOCUMENT;
    }

    /** Moves past the element whose start was just read. */
    void skipElement() {
        int outside = open.size() - 1;
        while (open.size() > outside) {
            next();
        }
    }

    /** The number of bytes read. */
    int position() {
        return cursor.position();
    }

    /** The number of elements that are open, the one whose start was just read among them. */
    int depth() {
        return open.size();
    }

    /** The position of the element whose start was just read. */
    int elementStart() {
        return current().start;
    }

    /** Goes back to an element at {@code position} that was open with {@code inside} elements, itself among them. */
    void backTo(int position, int inside) {
        while (open.size() >= inside) {
            leave();
        }
        isEmptyElement = false;
        cursor.moveTo(position);
    }

    /** Whether the element whose start was just read has this name. */
    boolean isAt(String uri, String localName) {
        return uri().equals(uri) && localName().equals(localName);
    }

    /** The namespace of the element whose start was just read; empty for none. */
    String uri() {
        return current().uri;
    }

    /** The local name of the element whose start was just read. */
    String localName() {
        return local(current().name);
    }

    /** The value of the attribute of the element whose start was just read; null if it does not have that. */
    @Nullable
    String attribute(String uri, String localName) {
        for (Attribute attribute : attributes) {
            if (attribute.isNamed(uri, localName)) {
                return attribute.value;
            }
        }
        return null;
    }

    /** The namespace that a prefix in a value stands for; null if it is not declared. */
    @Nullable
    String uriOf(String prefix) {
        return namespaces.uri(prefix);
    }

    /** The text that was just read, its references resolved and its line breaks as XML has them. */
    CharSequence text() {
        return text;
    }

    /** Whether the text that was just read is white space. */
    boolean isBlank() {
        return text.chars().allMatch(XmlCharacters::isBlank);
    }

    /**
     * Moves past the element whose start was just read.
     *
     * @return it as a document of its own: its bytes, with the namespaces that it takes from outside declared
     */
    Bytes standalone() {
        Element root = current();
        Set<String> own = attributes.stream()
                .filter(Attribute::isDeclaration)
                .map(Attribute::localName)
                .collect(Collectors.toSet());
        namespaces.beginPart(root.outside);
        if (prefix(root.name).isEmpty()) {
            namespaces.uri("");
        }
        skipElement();
        Bytes part = document.slice(root.start, cursor.position());
        lookUpPrefixes(part, own);
        return inserted(declarations(), part, root.nameEnd - root.start);
    }

    /**
     * Looks up whatever stands before a colon in the part, but {@code own}: the prefix of a name, or a word in a value
     * or a text, where nobody but its reader knows whether it is one.
     */
    private void lookUpPrefixes(Bytes part, Set<String> own) {
        int start = 0;
        for (int i = 0; i < part.length(); i++) {
            if (part.at(i) == ':') {
                String prefix = part.slice(start, i).asUtf8();
                if (!prefix.isEmpty() && !own.contains(prefix)) {
                    namespaces.uri(prefix);
                }
            }
            if (!XmlCharacters.isNameByte(part.at(i))) {
                start = i + 1;
            }
        }
    }

    private Bytes declarations() {
        StringBuilder declarations = new StringBuilder();
        for (XmlNamespaces.Declaration declaration : namespaces.endPart()) {
            declarations.append(declaration.prefix().isEmpty() ? " xmlns" : " xmlns:" + declaration.prefix());
            declarations.append("=\"").append(escaped(declaration.uri())).append('"');
        }
        return Bytes.utf8(declarations.toString());
    }

    private static String escaped(String value) {
        return value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("\"", "&quot;")
                .replace("\t", "&#9;")
                .replace("\n", "&#10;")
                .replace("\r", "&#13;");
    }

    private static Bytes inserted(Bytes what, Bytes into, int at) {
        if (what.isEmpty()) {
            return into;
        }
        ByteBuffer whole = ByteBuffer.allocate(into.length() + what.length());
        whole.put(into.array(), into.offset(), at);
        whole.put(what.array(), what.offset(), what.length());
        whole.put(into.array(), into.offset() + at, into.length() - at);
        return Bytes.of(whole.array());
    }

    private Element current() {
        return open.get(open.size() - 1);
    }

    private void startTag() {
        if (open.isEmpty() && isRootRead) {
            throw cursor.malformed("a second element after the first");
        }
        if (open.size() == MAX_DEPTH) {
            throw cursor.malformed("elements are nested deeper than " + MAX_DEPTH + " levels");
        }
        isRootRead = true;
        int start = cursor.position();
        int outside = namespaces.size();
        cursor.expect("<");
        String name = cursor.name();
        int nameEnd = cursor.position();
        attributes();
        open.add(new Element(start, nameEnd, outside, name, uriOfPrefix(prefix(name))));
        isEmptyElement = cursor.skipIf("/");
        cursor.expect(">");
    }

    private void endTag() {
        if (open.isEmpty()) {
            throw cursor.malformed("an end tag without its start tag");
        }
        cursor.expect("</");
        if (!cursor.name().equals(current().name)) {
            throw cursor.malformed("an end tag that is not that of the last start tag");
        }
        cursor.blanks();
        cursor.expect(">");
        leave();
    }

    private void leave() {
        namespaces.backTo(open.remove(open.size() - 1).outside);
    }

    private void attributes() {
        attributes.clear();
        boolean isSeparated = cursor.blanks();
        while (cursor.peek() != '>' && cursor.peek() != '/') {
            if (!isSeparated) {
                throw cursor.malformed("attributes without white space between them");
            }
            if (attributes.size() == MAX_ATTRIBUTES) {
                throw cursor.malformed("an element has more than " + MAX_ATTRIBUTES + " attributes");
            }
            String name = cursor.name();
            cursor.blanks();
            cursor.expect("=");
            cursor.blanks();
            Attribute attribute = new Attribute(name, "", local(name), cursor.value());
            attributes.add(attribute);
            if (attribute.isDeclaration()) {
                declare(name.equals("xmlns") ? "" : attribute.localName, attribute.value);
            }
            isSeparated = cursor.blanks();
        }
        resolveAttributes();
    }

    private void declare(String prefix, String uri) {
        boolean isReserved = prefix.equals("xmlns")
                || uri.equals(XmlNamespaces.XMLNS)
                || prefix.equals("xml") != uri.equals(XmlNamespaces.XML);
        if (isReserved || (uri.isEmpty() && !prefix.isEmpty())) {
            throw cursor.malformed("a namespace that cannot be declared like this");
        }
        if (!prefix.equals("xml") && !namespaces.declare(prefix, uri)) {
            throw cursor.malformed("more than " + XmlNamespaces.MOST + " namespaces, or "
                    + XmlNamespaces.MOST_CHARACTERS + " characters of them, are in scope");
        }
    }

    /** Attributes take their namespaces from declarations that may stand behind them. One without a prefix has none. */
    private void resolveAttributes() {
        for (int i = 0; i < attributes.size(); i++) {
            Attribute attribute = attributes.get(i);
            String prefix = prefix(attribute.name);
            String uri = attribute.isDeclaration() ? XmlNamespaces.XMLNS : prefix.isEmpty() ? "" : uriOfPrefix(prefix);
            for (Attribute before : attributes.subList(0, i)) {
                if (before.isNamed(uri, attribute.localName)) {
                    throw cursor.malformed("an attribute is repeated");
                }
            }
            attributes.set(i, new Attribute(attribute.name, uri, attribute.localName, attribute.value));
        }
    }

    private String uriOfPrefix(String prefix) {
        String uri = namespaces.uri(prefix);
        if (uri == null) {
            throw cursor.malformed("a prefix is not declared");
        }
        return uri;
    }

    private static String prefix(String name) {
        return name.substring(0, Math.max(0, name.indexOf(':')));
    }

    private static String local(String name) {
        return name.substring(name.indexOf(':') + 1);
    }
}
