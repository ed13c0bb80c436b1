package dev.sluice.ingress.connection;

/** A header of an answer; {@code value} is printable ASCII. */
public record AnswerHeader(CharSequence name, String value) {}
