package dev.sluice.ingress.connection;

/**
 * A header of an answer.
 *
 * @param name of a breach's answer in lower case, as it goes to HTTP/2 as it is
 * @param value printable ASCII
 */
public record AnswerHeader(CharSequence name, String value) {}
