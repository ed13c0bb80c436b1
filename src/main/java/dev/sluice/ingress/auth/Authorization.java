package dev.sluice.ingress.auth;

import org.jspecify.annotations.Nullable;

/** The header {@code Authorization} (RFC 9110, 11.4). Stateless. */
final class Authorization {

    /** What is said of a request that has the header more than once. */
    static final Verdict REPEATED = new Verdict.Unproven(Verdict.Reason.INVALID, "send the header Authorization once");

    private Authorization() {}

    /**
     * The credentials in a value of the header, without the scheme.
     *
     * @param value as it was sent
     * @param scheme compared without regard to case
     * @return null if it is another scheme
     */
    static @Nullable String credentials(String value, String scheme) {
        int start = scheme.length();
        if (value.length() <= start || value.charAt(start) != ' ' || !value.regionMatches(true, 0, scheme, 0, start)) {
            return null;
        }
        return value.substring(start + 1).strip();
    }
}
