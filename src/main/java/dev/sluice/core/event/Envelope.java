package dev.sluice.core.event;

/**
 * The bytes that an event was decoded from, and the format that they are in.
 *
 * <p>The format is named and not referred to, because formats know events, and events no format.
 *
 * @param format the media type of one event in that format, in lower case, without parameters
 * @param bytes from the first to the last of this event, those around it in a batch left out
 */
public record Envelope(String format, Bytes bytes) {}
