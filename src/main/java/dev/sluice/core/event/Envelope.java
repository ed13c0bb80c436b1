package dev.sluice.core.event;

/**
 * The bytes that an event was decoded from, and their format.
 *
 * <p>The format is a name and not an object, because formats depend on events, and events on no format.
 *
 * @param format the media type of one event in that format, in lower case, without parameters
 * @param bytes the bytes of this event only, even if it came in a batch
 */
public record Envelope(String format, Bytes bytes) {}
