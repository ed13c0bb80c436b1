package dev.sluice.registry;

import dev.sluice.registry.LookupFailure.Kind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts lookups by what came of them. All labels exist from startup. Thread-safe. */
final class RegistryMeters {

    private final Counter found;
    private final Counter unchanged;
    private final Map<Kind, Counter> failed = new EnumMap<>(Kind.class);

    RegistryMeters(MeterRegistry registry) {
        this.found = lookups("found", registry);
        this.unchanged = lookups("unchanged", registry);
        for (Kind kind : Kind.values()) {
            failed.put(kind, lookups(kind.name().toLowerCase(Locale.ROOT), registry));
        }
    }

    private static Counter lookups(String result, MeterRegistry registry) {
        return Counter.builder("sluice.schema.lookups")
                .description("Lookups of schemas in the registry, by what came of them")
                .tag("result", result)
                .register(registry);
    }

    /** Counts a lookup that found a schema that was not known. */
    void found() {
        found.increment();
    }

    /** Counts a lookup that found the schema that is known. */
    void unchanged() {
        unchanged.increment();
    }

    /** Counts a lookup that found no schema that can be used. */
    void failed(Kind kind) {
        Counter counter = failed.get(kind);
        if (counter != null) {
            counter.increment();
        }
    }
}
