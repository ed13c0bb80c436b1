package dev.sluice.ingress;

import dev.sluice.runtime.ProcessAge;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Logs how long it took from the start of the process until requests are taken, without delaying the startup.
 * Stateless.
 */
@Singleton
final class StartupLog {

    private static final Logger LOG = Logger.getLogger("dev.sluice.ingress");

    void tell(@ObservesAsync HttpServerStart started) {
        LOG.infof("listening %d ms after the start of the process", ProcessAge.millis());
    }
}
