package dev.sluice.format.xml;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.Utf8;

/**
 * A place in the bytes of an XML 1.0 document, and what can be read there without knowing of elements.
 *
 * <p>The whole document is checked first: it is in UTF-8 and has no characters but those of XML. For one document on
 * one thread. Every refusal is {@code MALFORMED} and names the byte.
 */
final class XmlCursor {

    private static final int LONGEST_REFERENCE = 12;
    private static final String CDATA = "<![CDATA[";
    private static final String CDATA_END = "]]>";

    private final Bytes document;
    private int at;

    /** The first byte behind a byte order mark and an XML declaration. */
    XmlCursor(Bytes document) {
        this.document = document;
        if (!Utf8.isValid(document.array(), document.offset(), document.length())) {
            throw Refusal.malformed("the XML document is not UTF-8");
        }
        checkCharacters();
        skipIf("\u00ef\u00bb\u00bf");
        declaration();
    }

    private void checkCharacters() {
        for (; !isAtEnd(); at++) {
            byte b = document.at(at);
            // U+FFFE and U+FFFF are EF BF BE and EF BF BF
            boolean isNone =
                    b == (byte) 0xEF && document.at(at + 1) == (byte) 0xBF && (document.at(at + 2) & 0xFE) == 0xBE;
            if (isNone || (b >= 0 && !XmlCharacters.isCharacter(b))) {
                throw malformed("a character that XML does not have");
            }
        }
        at = 0;
    }

    /** The number of bytes before this place. */
    int position() {
        return at;
    }

    /** Goes to the byte that has {@code position} bytes before it. */
    void moveTo(int position) {
        at = position;
    }

    boolean isAtEnd() {
        return at == document.length();
    }

    /** The next byte, which there must be. */
    byte peek() {
        if (isAtEnd()) {
            throw malformed("the document ends too early");
        }
        return document.at(at);
    }

    /** Whether the next bytes are {@code expected}, each character of which stands for one. */
    boolean startsWith(String expected) {
        if (document.length() - at < expected.length()) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            if ((document.at(at + i) & 0xFF) != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Moves past {@code expected}, if that is next. */
    boolean skipIf(String expected) {
        boolean isNext = startsWith(expected);
        if (isNext) {
            at += expected.length();
        }
        return isNext;
    }

    /** Moves past {@code expected}, which must be next. */
    void expect(String expected) {
        if (!skipIf(expected)) {
            throw malformed("something else than the " + expected + " that must be there");
        }
    }

    /** Moves past white space; false if there is none. */
    boolean blanks() {
        int start = at;
        while (!isAtEnd() && XmlCharacters.isBlank(document.at(at))) {
            at++;
        }
        return at > start;
    }

    /** Reads a name with at most one colon, which neither starts nor ends it (Namespaces in XML 1.0, section 4). */
    String name() {
        int start = at;
        while (!isAtEnd() && (document.at(at) == ':' || XmlCharacters.isNameByte(document.at(at)))) {
            at++;
        }
        String name = document.slice(start, at).asUtf8();
        int colon = name.indexOf(':');
        boolean isName = XmlCharacters.isNcName(name.substring(colon + 1))
                && (colon < 0 || XmlCharacters.isNcName(name.substring(0, colon)));
        if (!isName) {
            throw malformed("a name that is none");
        }
        return name;
    }

    /** Reads the value of an attribute in its quotes, normalised (XML 1.0, 3.3.3). */
    String value() {
        byte quote = peek();
        if (quote != '"' && quote != '\'') {
            throw malformed("an attribute's value is not in quotes");
        }
        at++;
        StringBuilder value = new StringBuilder();
        while (peek() != quote) {
            byte b = peek();
            if (b == '<') {
                throw malformed("an attribute's value has a < in it");
            }
            if (b == '&') {
                value.appendCodePoint(reference());
            } else if (XmlCharacters.isBlank(b)) {
                lineBreakOrByte();
                value.append(' ');
            } else {
                characters(value, "<&\"' \t\r\n");
            }
        }
        at++;
        return value.toString();
    }

    /** Reads text and CDATA sections up to any other mark-up. */
    void text(StringBuilder into) {
        while (!isAtEnd()) {
            if (skipIf(CDATA)) {
                cdata(into);
            } else if (peek() == '<') {
                return;
            } else if (peek() == '&') {
                into.appendCodePoint(reference());
            } else if (startsWith(CDATA_END)) {
                throw malformed("]]> outside of a CDATA section");
            } else {
                characters(into, "<&]\r");
            }
        }
    }

    /** Whether text is next, be it in a CDATA section. */
    boolean isAtText() {
        return peek() != '<' || startsWith(CDATA);
    }

    private void cdata(StringBuilder into) {
        while (!skipIf(CDATA_END)) {
            if (isAtEnd()) {
                throw malformed("the document ends in a CDATA section");
            }
            characters(into, "]\r");
        }
    }

    /** Adds a line break, as one line feed (XML 1.0, 2.11), or the next character and those before one of the marks. */
    private void characters(StringBuilder into, String marks) {
        if (document.at(at) == '\r') {
            lineBreakOrByte();
            into.append('\n');
            return;
        }
        int start = at++;
        while (!isAtEnd() && marks.indexOf(document.at(at)) < 0) {
            at++;
        }
        into.append(document.slice(start, at).asUtf8());
    }

    private void lineBreakOrByte() {
        at += startsWith("\r\n") ? 2 : 1;
    }

    /** Reads a reference to a character or to one of the five entities of XML. */
    private int reference() {
        int start = at + 1;
        int semicolon = start;
        while (semicolon < document.length()
                && semicolon - start < LONGEST_REFERENCE
                && document.at(semicolon) != ';') {
            semicolon++;
        }
        String name = document.slice(start, semicolon).asUtf8();
        int codePoint = switch (name) {
            case "amp" -> '&';
            case "lt" -> '<';
            case "gt" -> '>';
            case "quot" -> '"';
            case "apos" -> '\'';
            default -> characterReference(name);
        };
        at = semicolon;
        expect(";");
        return codePoint;
    }

    private int characterReference(String name) {
        boolean isHex = name.startsWith("#x");
        String digits = name.substring(isHex ? 2 : Math.min(1, name.length()));
        boolean isNumber = name.startsWith("#") && !digits.isEmpty();
        int codePoint = 0;
        for (int i = 0; i < digits.length() && isNumber; i++) {
            // beyond ASCII there are digits too
            int digit = digits.charAt(i) > 'f' ? -1 : Character.digit(digits.charAt(i), isHex ? 16 : 10);
            codePoint = codePoint * (isHex ? 16 : 10) + digit;
            isNumber = digit >= 0 && codePoint <= Character.MAX_CODE_POINT;
        }
        if (!isNumber || !XmlCharacters.isCharacter(codePoint)) {
            throw malformed("a & without a reference to a character or to an entity of XML");
        }
        return codePoint;
    }

    /** The declaration that a document may begin with: version 1.0, in UTF-8. */
    private void declaration() {
        int start = at;
        if (!skipIf("<?xml") || !blanks()) {
            at = start;
            return;
        }
        if (!pseudoAttribute("version").equals("1.0")) {
            throw malformed("the version of XML is not 1.0");
        }
        boolean isSeparated = blanks();
        if (isSeparated && startsWith("encoding")) {
            if (!pseudoAttribute("encoding").equalsIgnoreCase("UTF-8")) {
                throw malformed("the XML declaration says an encoding other than UTF-8");
            }
            isSeparated = blanks();
        }
        if (isSeparated && startsWith("standalone")) {
            String standalone = pseudoAttribute("standalone");
            if (!standalone.equals("yes") && !standalone.equals("no")) {
                throw malformed("an XML declaration that cannot be read");
            }
            blanks();
        }
        expect("?>");
    }

    private String pseudoAttribute(String name) {
        expect(name);
        blanks();
        expect("=");
        blanks();
        int start = at;
        String value = value();
        // no references here, and no white space
        boolean isLiteral = at - start == value.length() + 2;
        return isLiteral ? value : "";
    }

    /** Moves past the comment that is next. */
    void comment() {
        expect("<!--");
        skipTo("--");
        expect("-->");
    }

    /** Moves past the processing instruction that is next. */
    void instruction() {
        expect("<?");
        String target = name();
        if (target.equalsIgnoreCase("xml") || target.indexOf(':') >= 0) {
            throw malformed("a processing instruction that XML reserves");
        }
        if (!startsWith("?>") && !blanks()) {
            throw malformed("a processing instruction without white space behind its name");
        }
        skipTo("?>");
        expect("?>");
    }

    private void skipTo(String mark) {
        while (!startsWith(mark)) {
            peek();
            at++;
        }
    }

    /** A refusal of what is here. */
    Refusal malformed(String what) {
        return Refusal.malformed("not XML that can be read, at byte " + at + ": " + what);
    }
}
