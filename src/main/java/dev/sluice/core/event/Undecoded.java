package dev.sluice.core.event;

import java.util.List;

/**
 * A request, or an element of a batch, that cannot be decoded to an event, kept so that it can be parked.
 *
 * @param refusal why; for an element of a batch without its index
 * @param index the element's position in its batch, from 0; 0 for a whole request
 * @param bytes the body, without its content coding unless that is what cannot be decoded; or the element of it
 * @param headers those headers of the request that say what the bytes are: its content type, its content coding if the
 *     bytes still have it, and, for a whole request, its attributes; must not be changed
 * @param leftOut how many of these headers are not in the list, because there were too many
 */
public record Undecoded(Refusal refusal, int index, Bytes bytes, List<Header> headers, int leftOut)
        implements Parkable {

    /**
     * A header of the request.
     *
     * @param name in lower case
     * @param value the bytes that were sent
     */
    public record Header(String name, Bytes value) {}
}
