package dev.sluice;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.Result;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Arrived;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Parkable;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Undecoded;
import dev.sluice.core.mapping.Mapper;
import dev.sluice.core.value.SchemaAwaited;
import dev.sluice.egress.Publication;
import dev.sluice.egress.RecordPublisher;
import io.quarkus.funqy.Funq;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The function: takes the events of a request and returns what became of them, with the receipts of their records.
 *
 * <p>Never blocks, and keeps nothing between requests. The ingress calls it through Funqy's registry.
 */
@Singleton
public final class PublishFunction {

    private final Mapper mapper;
    private final RecordPublisher publisher;

    PublishFunction(Mapper mapper, RecordPublisher publisher) {
        this.mapper = mapper;
        this.publisher = publisher;
    }

    /**
     * Maps each event to its records and publishes these in order: one record for each event, or with
     * {@code sluice.match: all} one for each route that takes it.
     *
     * @param arrived valid events, possibly none, which are not changed; and what could not be decoded, which is
     *     refused with the reason it has
     * @return what became of the events, once all in-sync replicas have every record
     * @throws Refusal through the returned {@code Uni}, if an event is refused permanently; then nothing is published.
     *     If the configuration accepts parked events, the event is parked instead and the others are published
     * @throws DeliveryFailure through the returned {@code Uni}: if the records are too large, alone or together,
     *     nothing is published; if Kafka does not take all of them, some may be. If a schema that an event needs is not
     *     found before the deadline, nothing is published either
     */
    @Funq
    public Uni<Result> publish(Arrived arrived) {
        try {
            return publisher.publish(mapped(arrived, new Publication(arrived)));
        } catch (SchemaAwaited awaited) {
            return publishLater(arrived, awaited, System.nanoTime());
        }
    }

    /** Maps the request again from the start, once a schema is known that an event needs. */
    private Uni<Result> publishLater(Arrived arrived, SchemaAwaited awaited, long startNanos) {
        return publisher
                .await(awaited.known(), arrived.arrival(), millisSince(startNanos))
                .chain(() -> {
                    try {
                        Publication late = new Publication(arrived, millisSince(startNanos));
                        return publisher.publish(mapped(arrived, late));
                    } catch (SchemaAwaited another) {
                        return publishLater(arrived, another, startNanos);
                    }
                });
    }

    private static int millisSince(long startNanos) {
        return (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    private Publication mapped(Arrived arrived, Publication publication) {
        List<? extends Parkable> parts = arrived.parts();
        for (int i = 0; i < parts.size() && publisher.canHold(publication); i++) {
            Parkable part = parts.get(i);
            if (part instanceof CloudEvent event) {
                map(event, arrived.arrival(), publication);
            } else if (part instanceof Undecoded undecoded) {
                publication.add(undecoded, undecoded.refusal());
            }
        }
        return publication;
    }

    private void map(CloudEvent event, Arrival arrival, Publication into) {
        try {
            into.add(mapper.map(event, arrival));
        } catch (Refusal refusal) {
            into.add(event, refusal);
        }
    }
}
