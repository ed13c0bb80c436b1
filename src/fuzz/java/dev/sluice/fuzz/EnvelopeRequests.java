package dev.sluice.fuzz;

import dev.sluice.core.envelope.Decoders;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.http.HttpDecoder;
import dev.sluice.core.http.HttpMessage;
import dev.sluice.vectors.EnvelopeVector;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Requests of one sender as {@link Requests bytes}. Stateless. */
final class EnvelopeRequests {

    private EnvelopeRequests() {}

    /** The requests of the vectors whose kind starts with {@code kind}. */
    static Stream<Arguments> of(String kind) {
        return EnvelopeVector.all()
                .filter(vector -> vector.kind().startsWith(kind))
                .map(vector -> Arguments.of(
                        (Object) Requests.bytes(vector.headers(), vector.body().toArray())));
    }

    /** Any request is events that keep the invariants, or a refusal, for all decoders whose kind starts so. */
    static void decode(String kind, byte[] request) {
        HttpMessage message = Requests.message(request);
        for (String each : Decoders.kinds()) {
            if (each.startsWith(kind)) {
                decode(new HttpDecoder(Decoders.of(each), null), message);
            }
        }
    }

    private static void decode(HttpDecoder decoder, HttpMessage message) {
        List<CloudEvent> events;
        try {
            events = decoder.decode(message, Arrival.ANONYMOUS).events();
        } catch (Refusal refused) {
            return;
        }
        try {
            decoder.checkHead(message.headers());
        } catch (Refusal refused) {
            throw new AssertionError("the head of a request is refused that is not", refused);
        }
        events.forEach(Invariants::check);
    }
}
