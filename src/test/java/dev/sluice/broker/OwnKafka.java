package dev.sluice.broker;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/**
 * A broker of its own for one test class, which may stop it: the class has a field of type {@link EmbeddedKafka}.
 *
 * <p>A subclass says which topics it has, and what else the function is told.
 */
public abstract class OwnKafka implements QuarkusTestResourceLifecycleManager {

    private final Map<String, String> settings;
    private EmbeddedKafka broker;

    /** With settings of the function, beside where the broker is. */
    protected OwnKafka(Map<String, String> settings) {
        this.settings = settings;
    }

    /** Makes the broker what the function is to find when it starts. */
    protected abstract void prepare(EmbeddedKafka started);

    @Override
    public final Map<String, String> start() {
        broker = EmbeddedKafka.start(0, Map.of());
        prepare(broker);
        Map<String, String> all = new HashMap<>(settings);
        all.put("kafka.bootstrap.servers", broker.bootstrapServers());
        return all;
    }

    @Override
    public final void inject(TestInjector injector) {
        injector.injectIntoFields(broker, new TestInjector.MatchesType(EmbeddedKafka.class));
    }

    @Override
    public final void stop() {
        broker.close();
    }
}
