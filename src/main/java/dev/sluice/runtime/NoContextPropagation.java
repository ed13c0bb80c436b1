package dev.sluice.runtime;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Stops Mutiny from wrapping callbacks.
 *
 * <p>The messaging extension brings a library that wraps each callback of each event, to carry a thread's contexts
 * (CDI's request, transactions) to another thread. Sluice has no such contexts, and would spend a quarter of all its
 * allocations on them. Runs once, before the channels are wired; stateless.
 */
@Singleton
final class NoContextPropagation {

    void clear(@Observes @Priority(StartOrder.CLEAR_INTERCEPTORS) StartupEvent start) {
        Infrastructure.clearInterceptors();
    }
}
