package dev.sluice.egress.observers;

import dev.sluice.core.delivery.Delivered;
import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.Failed;
import dev.sluice.core.delivery.Receipt;
import dev.sluice.core.event.CloudEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableObserverMethod;
import io.quarkus.arc.ManagedContext;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Default;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reports the outcome of each event to the asynchronous observers of {@link Delivered} and {@link Failed}.
 *
 * <p>The container would notify one observer after the other and log each of their failures, so this class resolves the
 * observers once, at startup, and calls them itself. What they get is a copy that keeps no memory of the request.
 * Thread-safe.
 */
@Singleton
public final class OutcomeObservers implements DeliveryListener {

    /** How long observers may run after all requests are answered, before the process ends. */
    private static final Duration AT_THE_END = Duration.ofSeconds(1);

    private final List<ObserverQueue<Delivered>> ofDelivered;
    private final List<ObserverQueue<Failed>> ofFailed;

    OutcomeObservers(MeterRegistry registry) {
        this.ofDelivered = callbacks(Delivered.class, dropped(registry, "delivered"));
        this.ofFailed = callbacks(Failed.class, dropped(registry, "failed"));
    }

    private static Counter dropped(MeterRegistry registry, String callback) {
        return Counter.builder("sluice.callbacks.dropped")
                .description("Events that were not reported to an observer, because too many waited for it")
                .tag("callback", callback)
                .register(registry);
    }

    private static <T> List<ObserverQueue<T>> callbacks(Class<T> type, Counter dropped) {
        List<InjectableObserverMethod<? super T>> observers =
                Arc.requireContainer().resolveObserverMethods(type, Any.Literal.INSTANCE, Default.Literal.INSTANCE);
        return observers.stream()
                .filter(InjectableObserverMethod::isAsync)
                .map(observer -> new ObserverQueue<T>(outcome -> call(observer, outcome), dropped))
                .toList();
    }

    private static <T> void call(InjectableObserverMethod<? super T> observer, T outcome) {
        ManagedContext request = Arc.requireContainer().requestContext();
        request.activate();
        try {
            observer.notify(outcome);
        } finally {
            request.terminate();
        }
    }

    /** Whether there is an observer. */
    public boolean isOn() {
        return !ofDelivered.isEmpty() || !ofFailed.isEmpty();
    }

    /** Reports nothing for a parked event. */
    @Override
    public void delivered(CloudEvent event, List<Receipt> receipts) {
        if (!ofDelivered.isEmpty() && receipts.stream().allMatch(receipt -> receipt.state() == Receipt.State.STORED)) {
            CloudEvent kept = event.detached();
            List<Receipt> ofKept = receipts.stream()
                    .map(receipt ->
                            new Receipt(kept, receipt.topic(), receipt.partition(), receipt.offset(), receipt.state()))
                    .toList();
            Delivered outcome = new Delivered(kept, ofKept);
            ofDelivered.forEach(callback -> callback.tell(kept, outcome));
        }
    }

    @Override
    public void failed(CloudEvent event, DeliveryFailure failure) {
        if (!ofFailed.isEmpty()) {
            CloudEvent kept = event.detached();
            Failed outcome = new Failed(kept, failure);
            ofFailed.forEach(callback -> callback.tell(kept, outcome));
        }
    }

    void stop(@Observes ShutdownEvent stop) {
        long end = System.nanoTime() + AT_THE_END.toNanos();
        Stream.concat(ofDelivered.stream(), ofFailed.stream()).forEach(callback -> callback.end(end));
    }
}
