package dev.sluice.core.http;

import dev.sluice.core.event.Bytes;
import java.util.Map;

/**
 * What of a request decides the event: its headers, and its whole body after any content coding is undone.
 *
 * @param headers names in any case; a header sent twice is there twice
 * @param body empty where there was none: HTTP does not tell the two apart
 */
public record HttpMessage(Iterable<Map.Entry<String, String>> headers, Bytes body) {}
