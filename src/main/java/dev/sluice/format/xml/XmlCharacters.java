package dev.sluice.format.xml;

/** Which characters a document may have, and which of them a name (XML 1.0, fifth edition, 2.2 and 2.3). Stateless. */
final class XmlCharacters {

    private XmlCharacters() {}

    /** Whether a byte of UTF-8, or a character, is white space. */
    static boolean isBlank(int c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    /** Whether XML has the character: no control characters but white space, no surrogates, no U+FFFE and U+FFFF. */
    static boolean isCharacter(int codePoint) {
        return codePoint >= 0x20
                ? codePoint < 0xD800 || (codePoint > 0xDFFF && codePoint != 0xFFFE && codePoint != 0xFFFF)
                : isBlank(codePoint);
    }

    /** Whether a byte of UTF-8 can be part of a name, perhaps with others; a colon is not. */
    static boolean isNameByte(byte b) {
        return b < 0 || isNameStart(b) || isNameRest(b);
    }

    /** Whether {@code name} is a name without a colon. */
    static boolean isNcName(String name) {
        return !name.isEmpty()
                && isNameStart(name.codePointAt(0))
                && name.codePoints().allMatch(c -> isNameStart(c) || isNameRest(c));
    }

    /** NameStartChar, but the colon. */
    private static boolean isNameStart(int c) {
        if (c < 0x80) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        }
        return (c >= 0xC0 && c <= 0x2FF && c != 0xD7 && c != 0xF7)
                || (c >= 0x370 && c <= 0x1FFF && c != 0x37E)
                || c == 0x200C
                || c == 0x200D
                || (c >= 0x2070 && c <= 0x218F)
                || (c >= 0x2C00 && c <= 0x2FEF)
                || (c >= 0x3001 && c <= 0xD7FF)
                || (c >= 0xF900 && c <= 0xFDCF)
                || (c >= 0xFDF0 && c <= 0xFFFD)
                || (c >= 0x10000 && c <= 0xEFFFF);
    }

    /** What NameChar has more. */
    private static boolean isNameRest(int c) {
        return (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == 0xB7
                || (c >= 0x300 && c <= 0x36F)
                || c == 0x203F
                || c == 0x2040;
    }
}
