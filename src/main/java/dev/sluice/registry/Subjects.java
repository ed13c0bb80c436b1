package dev.sluice.registry;

import dev.sluice.config.RegistrySettings;
import dev.sluice.config.SluiceConfig;
import dev.sluice.core.value.SchemaSource;
import dev.sluice.core.value.SchemaUse;
import dev.sluice.runtime.Timer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The subjects of the schema registry, if the configuration has one.
 *
 * <p>No caller waits for the registry: it is asked on threads aside, and what is not known yet is a
 * {@link dev.sluice.core.value.SchemaAwaited}. Nothing is kept on a disk. Thread-safe.
 */
@Singleton
public final class Subjects {

    /** How many schemas are kept for each way to write, of those that events name. */
    static final int MOST = 1000;

    private final @Nullable RegistryHttp http;
    private final @Nullable Lookups lookups;
    private final boolean readyNeedsSchemas;
    private final int most;
    private final List<Writers> all = new ArrayList<>();
    private boolean isStarted;

    @Inject
    Subjects(SluiceConfig config, Vertx vertx, MeterRegistry meters) {
        this(config.registry(), vertx, meters, Timer.of(vertx), System::nanoTime, MOST);
    }

    /** Subjects of a test. */
    Subjects(
            @Nullable RegistrySettings settings,
            Vertx vertx,
            MeterRegistry meters,
            Timer timer,
            LongSupplier nanoTime,
            int most) {
        this.most = most;
        if (settings == null) {
            this.http = null;
            this.lookups = null;
            this.readyNeedsSchemas = false;
            return;
        }
        long timeoutMillis = settings.timeout().toMillis();
        this.readyNeedsSchemas = settings.readyNeedsSchemas();
        this.http = new RegistryHttp(settings, vertx);
        this.lookups = new Lookups(
                new Registry(http, timeoutMillis, nanoTime),
                new RegistryMeters(meters),
                timer,
                nanoTime,
                timeoutMillis,
                settings.refresh().toNanos());
        Gauge.builder("sluice.schemas.known", this, Subjects::known)
                .description("Schemas of the registry that records can be written by, once for each way to write")
                .register(meters);
    }

    private synchronized long known() {
        return all.stream().mapToLong(Writers::known).sum();
    }

    /** Whether the configuration has a registry. */
    public boolean isOn() {
        return lookups != null;
    }

    /**
     * The writers that one route uses. Those that the configuration names are looked up from the startup on, in the
     * background, each until it is known. Called during startup. Routes that want the same, but for the subjects, of
     * the same compiler get the same source, so that they ask once.
     *
     * @return a source that throws {@link dev.sluice.core.value.SchemaAwaited} for each subject whose schema is not
     *     known, also if it is none that can be written: the registry may have another one soon
     * @throws IllegalStateException if the configuration has no registry
     */
    public synchronized SchemaSource source(SchemaUse use) {
        if (lookups == null) {
            throw new IllegalStateException("sluice.registry.url is missing");
        }
        Writers alike = null;
        for (Writers writers : all) {
            alike = writers.isFor(use) ? writers : alike;
        }
        if (alike == null) {
            alike = new Writers(use, lookups, most);
            all.add(alike);
        }
        alike.name(use.subjects());
        if (isStarted) {
            alike.begin();
        }
        return alike;
    }

    void start(@Observes StartupEvent start) {
        begin();
    }

    /** Begins to look up what the configuration names. */
    synchronized void begin() {
        isStarted = true;
        all.forEach(Writers::begin);
    }

    /** How many schemas that the configuration names are not known. One that is known stays so. */
    int unknown() {
        return lookups == null ? 0 : lookups.unknown();
    }

    /** Whether the first readiness waits for them. */
    boolean readyNeedsSchemas() {
        return readyNeedsSchemas;
    }

    @PreDestroy
    void close() {
        if (lookups != null) {
            lookups.close();
        }
        if (http != null) {
            http.close();
        }
    }
}
