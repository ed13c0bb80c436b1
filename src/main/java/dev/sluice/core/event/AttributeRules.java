package dev.sluice.core.event;

/**
 * The rules on attribute names and values (CloudEvents 1.0.2, "Naming Conventions", "Type System", "Required
 * Attributes", "Optional Attributes"; the partitioning extension).
 *
 * <p>Each method returns if the rule is kept, and otherwise throws a {@link Refusal} that names the attribute and the
 * rule. Stateless.
 */
final class AttributeRules {

    private AttributeRules() {}

    /** Allows one or more lower-case letters and digits, except the names that are reserved for the data. */
    static void checkName(String name) {
        if (name.equals("data") || name.equals("data_base64")) {
            throw Refusal.attribute(name, "is reserved and cannot be an attribute");
        }
        boolean legal = !name.isEmpty();
        for (int i = 0; i < name.length() && legal; i++) {
            char c = name.charAt(i);
            legal = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        }
        if (!legal) {
            throw Refusal.attribute(name, "attribute names consist of lower-case letters and digits");
        }
    }

    static void checkNotEmpty(String name, String value) {
        if (value.isEmpty()) {
            throw Refusal.attribute(name, "must not be empty");
        }
    }

    /** Refuses control characters, noncharacters and unpaired surrogates. */
    static void checkString(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= 0x20 && c < 0x7F) {
                continue;
            }
            if (c < 0xA0) {
                throw Refusal.attribute(name, "must not contain control characters");
            }
            int codePoint = c;
            if (Character.isSurrogate(c)) {
                codePoint = value.codePointAt(i);
                if (codePoint == c) {
                    throw Refusal.attribute(name, "must not contain an unpaired surrogate");
                }
                i++;
            }
            if ((codePoint & 0xFFFE) == 0xFFFE || (codePoint >= 0xFDD0 && codePoint <= 0xFDEF)) {
                throw Refusal.attribute(name, "must not contain Unicode noncharacters");
            }
        }
    }

    static void checkSpecVersion(String value) {
        if (!value.equals(CloudEvent.SPEC_VERSION)) {
            throw Refusal.attribute("specversion", "must be 1.0");
        }
    }

    static void checkSource(String value) {
        if (!UriReference.isValid(value)) {
            throw Refusal.attribute("source", "must be a URI-reference (RFC 3986)");
        }
    }

    static void checkDataSchema(String value) {
        if (!UriReference.isValidUri(value)) {
            throw Refusal.attribute("dataschema", "must be an absolute URI (RFC 3986)");
        }
    }

    static void checkTime(String value) {
        if (!Timestamp.isValid(value)) {
            throw Refusal.attribute("time", "must be a timestamp (RFC 3339)");
        }
    }

    static void checkDataContentType(String value) {
        if (!MediaType.isValid(value)) {
            throw Refusal.attribute("datacontenttype", "must be a media type (RFC 2046)");
        }
    }

    /** Checks what a documented extension requires beyond the general rules, if a record's key depends on it. */
    static void checkExtension(String name, String value) {
        if (name.equals("partitionkey")) {
            checkNotEmpty(name, value);
        }
    }
}
