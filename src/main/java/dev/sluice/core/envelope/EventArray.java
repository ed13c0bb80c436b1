package dev.sluice.core.envelope;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Undecoded;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.format.EventFormat.UndecodedElements;
import dev.sluice.core.http.EventDecoder.Decoded;
import dev.sluice.core.http.HttpMessage;
import dev.sluice.core.http.UndecodedRequests;
import dev.sluice.core.json.JsonScanner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a JSON array of which each element is an event. Stateless. */
final class EventArray {

    /** Makes an event of an element. */
    interface Element {

        /**
         * The event of the element that {@code json} is at, which it moves past.
         *
         * @param index the position in the array, from 0
         */
        CloudEvent decode(JsonScanner json, int index);
    }

    private EventArray() {}

    /**
     * The events in an array, as those of a batch are read.
     *
     * @param array the array and nothing else
     * @param notAnArray the refusal of anything else
     * @param request what the array came in
     * @param undecoded as in {@link dev.sluice.core.http.EventDecoder#decode}
     * @throws Refusal {@code MALFORMED} if it is not an array, {@code TOO_LARGE} beyond a limit, or what an element is
     *     refused for, with its index
     */
    static Decoded decode(
            Bytes array,
            String notAnArray,
            HttpMessage request,
            BatchLimits limits,
            @Nullable List<Undecoded> undecoded,
            Element element) {
        UndecodedElements others = undecoded == null ? null : UndecodedRequests.elements(request, undecoded);
        JsonScanner json = new JsonScanner(array);
        List<CloudEvent> events = new ArrayList<>();
        json.enterArray(notAnArray);
        for (int index = 0; json.nextElement(); index++) {
            if (index == limits.maxEvents()) {
                throw Refusal.tooManyEvents(limits.maxEvents());
            }
            int start = json.position();
            try {
                CloudEvent event = element.decode(json, index);
                checkSize(json, start, limits);
                events.add(event);
            } catch (Refusal refusal) {
                if (others == null) {
                    throw refusal.inBatch(index);
                }
                others.add(index, whole(json, start, index, limits), refusal);
            }
        }
        json.end();
        return new Decoded(events, true);
    }

    /** The whole element at {@code start}, however far it was read before it was refused. */
    private static Bytes whole(JsonScanner json, int start, int index, BatchLimits limits) {
        try {
            json.backTo(start);
            Bytes element = json.value();
            checkSize(json, start, limits);
            return element;
        } catch (Refusal notAnElement) {
            throw notAnElement.inBatch(index);
        }
    }

    private static void checkSize(JsonScanner json, int start, BatchLimits limits) {
        if (json.position() - start > limits.maxEventBytes()) {
            throw Refusal.eventTooLarge(limits.maxEventBytes());
        }
    }
}
