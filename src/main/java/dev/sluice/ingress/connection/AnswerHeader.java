package dev.sluice.ingress.connection;

/**
 * A header of an answer.
 *
 * @param name the name; in lower case for the answer to a breach, because HTTP/2 sends it unchanged
 * @param value printable ASCII
 */
public record AnswerHeader(CharSequence name, String value) {}
