package dev.sluice.core.mapping;

/** The names that Kafka allows for topics. Stateless. */
public final class TopicName {

    /** What to write instead of an illegal name. */
    public static final String RULE = "use 1 to 249 letters, digits, dots, underscores and hyphens";

    private static final int LONGEST = 249;

    private TopicName() {}

    /**
     * Whether {@code name} is 1 to 249 ASCII letters, digits, {@code .}, {@code _} and {@code -}, and neither {@code .}
     * nor {@code ..}.
     */
    public static boolean isLegal(String name) {
        return !name.isEmpty()
                && name.length() <= LONGEST
                && isLegalPart(name)
                && !name.equals(".")
                && !name.equals("..");
    }

    /** Whether a name may contain every character of {@code part}. */
    static boolean isLegalPart(String part) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            boolean legal = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '.'
                    || c == '_'
                    || c == '-';
            if (!legal) {
                return false;
            }
        }
        return true;
    }
}
