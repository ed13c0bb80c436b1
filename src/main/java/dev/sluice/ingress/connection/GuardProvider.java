package dev.sluice.ingress.connection;

import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.spi.VertxServiceProvider;

/**
 * Hands {@link GuardedTransport} to Vert.x, which finds this class by its name in {@code META-INF/services}. Stateless.
 */
public final class GuardProvider implements VertxServiceProvider {

    /** For Vert.x. */
    public GuardProvider() {}

    @Override
    public void init(VertxBuilder builder) {
        builder.findTransport(new GuardedTransport());
    }
}
