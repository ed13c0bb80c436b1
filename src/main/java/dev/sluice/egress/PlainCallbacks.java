package dev.sluice.egress;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Lets Mutiny run callbacks as they are.
 *
 * <p>The messaging extension brings a library that wraps each callback of each event to carry the contexts of one thread
 * (CDI's request, transactions) to another. Sluice has none of these, and pays a quarter of all that it allocates for
 * them. Once, before the channels are wired; stateless.
 */
@Singleton
final class PlainCallbacks {

    private static final int BEFORE_THE_CHANNELS = 1;

    void clear(@Observes @Priority(BEFORE_THE_CHANNELS) StartupEvent start) {
        Infrastructure.clearInterceptors();
    }
}
