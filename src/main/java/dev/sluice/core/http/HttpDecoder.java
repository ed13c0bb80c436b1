package dev.sluice.core.http;

import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Arrived;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Trace;
import dev.sluice.core.event.Undecoded;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.format.EventFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the requests of one kind of sender, with their traces, and keeps what cannot be decoded if it is parked.
 *
 * <p>The body is never copied: the data of each event is a slice of it. Thread-safe.
 */
public final class HttpDecoder {

    private final EventDecoder events;
    private final @Nullable UndecodedRequests undecoded;

    /** A decoder of CloudEvents in {@code formats} that takes no batches, and keeps nothing. */
    public HttpDecoder(List<EventFormat> formats) {
        this(formats, null);
    }

    /**
     * A decoder of CloudEvents in {@code formats}, of which there is at least one, that keeps nothing. It takes no
     * batches if {@code batchLimits} is null.
     */
    public HttpDecoder(List<EventFormat> formats, @Nullable BatchLimits batchLimits) {
        this(new CloudEventsDecoder(formats, batchLimits, HeaderValues.ENCODED), null);
    }

    /**
     * A decoder of the requests that {@code events} reads.
     *
     * @param undecodedBytes the longest body of a request that is kept although it is refused; null if none is kept,
     *     and every refusal is thrown
     */
    public HttpDecoder(EventDecoder events, @Nullable Integer undecodedBytes) {
        this.events = events;
        this.undecoded = undecodedBytes == null ? null : new UndecodedRequests(undecodedBytes);
    }

    /** Whether a content type means a batch that this decoder takes. */
    public boolean isBatch(@Nullable String contentType) {
        return events.isBatch(contentType);
    }

    /** Whether it may keep what it refuses, for which it needs the body. */
    public boolean keepsUndecoded() {
        return undecoded != null;
    }

    /**
     * Looks at the headers of a message whose body is still to come.
     *
     * @throws Refusal that {@link #decode} would throw, or keep, whatever the body is
     */
    public void checkHead(Iterable<Map.Entry<String, String>> headers) {
        events.checkHead(headers, Meta.of(headers).contentType());
    }

    /**
     * Decodes {@code message}.
     *
     * @param arrival how it came, without the trace, which is added from the headers
     * @return the events and, if the decoder keeps it, what is refused: the elements of a batch that are refused, or
     *     the whole request
     * @throws Refusal as {@link EventDecoder#decode} says, if the decoder does not keep what is refused
     */
    public Arrived decode(HttpMessage message, Arrival arrival) {
        Meta meta = Meta.of(message.headers());
        Arrival traced = meta.traced(arrival);
        if (undecoded == null) {
            EventDecoder.Decoded decoded = events.decode(message, meta.contentType(), null);
            return new Arrived(traced, decoded.events(), decoded.isBatch());
        }
        List<Undecoded> others = new ArrayList<>(0);
        try {
            EventDecoder.Decoded decoded = events.decode(message, meta.contentType(), others);
            return Arrived.of(traced, decoded.events(), others, decoded.isBatch());
        } catch (Refusal refusal) {
            return whole(message, traced, refusal, false);
        }
    }

    /**
     * The request {@code message} if {@code refusal} says that the coding of its body cannot be undone.
     *
     * @param arrival how it came, without the trace, which is added from the headers
     * @throws Refusal {@code refusal}, if the decoder does not keep it
     */
    public Arrived stillCoded(HttpMessage message, Arrival arrival, Refusal refusal) {
        return whole(message, Meta.of(message.headers()).traced(arrival), refusal, true);
    }

    private Arrived whole(HttpMessage message, Arrival arrival, Refusal refusal, boolean isCoded) {
        if (undecoded == null) {
            throw refusal;
        }
        return new Arrived(arrival, List.of(undecoded.whole(message, refusal, isCoded)), false);
    }

    /** The headers that matter whatever the words. */
    private record Meta(
            @Nullable String lastContentType,
            boolean isTypeRepeated,
            @Nullable Trace trace) {

        /** The one content type; null for none, refused if there are several. */
        @Nullable
        String contentType() {
            if (isTypeRepeated) {
                throw Refusal.malformed("the Content-Type header must not be repeated");
            }
            return lastContentType;
        }

        /** {@code arrival} with the trace, if there is one. */
        Arrival traced(Arrival arrival) {
            return trace == null ? arrival : arrival.tracedBy(trace);
        }

        /** Reads the headers in one pass. A trace context that is malformed, or sent twice, is ignored. */
        static Meta of(Iterable<Map.Entry<String, String>> headers) {
            String contentType = null;
            boolean typeRepeated = false;
            String parent = null;
            String state = null;
            boolean traced = true;
            for (Map.Entry<String, String> header : headers) {
                String name = header.getKey();
                if (CloudEventsDecoder.isContentType(name)) {
                    typeRepeated |= contentType != null;
                    contentType = header.getValue();
                } else if (name.equalsIgnoreCase("traceparent")) {
                    traced = parent == null;
                    parent = header.getValue();
                } else if (name.equalsIgnoreCase("tracestate")) {
                    state = state == null ? header.getValue() : state + "," + header.getValue();
                }
            }
            Trace trace = traced && parent != null ? Trace.of(parent, state) : null;
            return new Meta(contentType, typeRepeated, trace);
        }
    }
}
