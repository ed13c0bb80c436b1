package dev.sluice.core.http;

import dev.sluice.core.event.Bytes;
import java.util.Map;

/**
 * The parts of a request that decide the event: its headers, and its whole body without any content coding.
 *
 * @param headers names in any case; a header that is sent twice is in there twice
 * @param body empty if there was none: HTTP does not distinguish the two
 */
public record HttpMessage(Iterable<Map.Entry<String, String>> headers, Bytes body) {}
