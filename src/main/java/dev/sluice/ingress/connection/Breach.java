package dev.sluice.ingress.connection;

/** What can be wrong on the wire before a request is handed on. */
public enum Breach {
    /** The request is not HTTP, or two readers could understand it differently. */
    MALFORMED,
    /** The request line exceeds its limit. */
    TARGET_TOO_LONG,
    /** The header fields exceed their limit. */
    HEAD_TOO_LARGE,
    /** The version is not HTTP/1.0, HTTP/1.1 or HTTP/2. */
    UNSUPPORTED_VERSION,
    /** The header fields did not arrive in time. */
    INCOMPLETE,
    /** Too many connections are open, or too many bytes wait on them. */
    OVERLOADED
}
