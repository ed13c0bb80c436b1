package dev.sluice.core.http;

import java.util.Map;

/**
 * What reads the requests of each sender. Thread-safe.
 *
 * @param bySender the decoders by the sender's name
 */
public record Decoders(Map<String, HttpDecoder> bySender) {

    /** A copy of the map. */
    public Decoders {
        bySender = Map.copyOf(bySender);
    }

    /**
     * What reads the requests of a sender.
     *
     * @param sender the name of one that is configured
     */
    public HttpDecoder of(String sender) {
        HttpDecoder decoder = bySender.get(sender);
        if (decoder == null) {
            throw new IllegalArgumentException("no sender " + sender);
        }
        return decoder;
    }
}
