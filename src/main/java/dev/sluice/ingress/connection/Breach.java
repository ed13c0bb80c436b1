package dev.sluice.ingress.connection;

/** What can be wrong on the wire before a request is handed on. */
public enum Breach {
    /** Not HTTP, or HTTP that two readers could understand differently. */
    MALFORMED,
    /** The request line is over its limit. */
    TARGET_TOO_LONG,
    /** The header fields are over their limit. */
    HEAD_TOO_LARGE,
    /** Another version than HTTP/1.0, HTTP/1.1 or HTTP/2. */
    UNSUPPORTED_VERSION,
    /** The header fields did not come in time. */
    INCOMPLETE,
    /** More connections than there may be, or more bytes wait on them than may. */
    OVERLOADED
}
