package dev.sluice.runtime;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Lets Mutiny run callbacks as they are.
 *
 * <p>The messaging extension brings a library that wraps each callback of each event to carry the contexts of one
 * thread (CDI's request, transactions) to another. Sluice has none of these, and pays a quarter of all that it
 * allocates for them. Once, before the channels are wired; stateless.
 */
@Singleton
final class NoContextPropagation {

    void clear(@Observes @Priority(StartOrder.CLEAR_INTERCEPTORS) StartupEvent start) {
        Infrastructure.clearInterceptors();
    }
}
