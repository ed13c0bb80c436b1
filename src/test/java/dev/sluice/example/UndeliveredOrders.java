package dev.sluice.example;

import dev.sluice.core.delivery.Failed;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.properties.IfBuildProperty;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;

@IfBuildProperty(name = "test.callbacks", stringValue = "true")
@ApplicationScoped
public class UndeliveredOrders {

    private final MeterRegistry registry;

    UndeliveredOrders(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(@ObservesAsync Failed failed) {
        if (failed.event().type().startsWith("com.example.order.")) {
            String kind = failed.failure().kind().name();
            registry.counter("orders.undelivered", "kind", kind).increment();
        }
    }
}
