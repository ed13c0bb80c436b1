package dev.sluice.config;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.util.Map;

/** The keys of one sender, out of a configuration file and variables, with what its kind brings along. */
final class SenderOf {

    static final String PREFIX = "sluice.senders.it";

    private static final int FILE = 100;
    private static final int VARIABLES = 300;

    private SenderOf() {}

    /** The keys of the sender {@code it}. */
    static SenderKeys yaml(String yaml) {
        return config(PREFIX, yaml, Map.of()).getConfigMapping(SenderKeys.class, PREFIX);
    }

    /** All of a configuration, in which {@code prefix} has the keys of a sender. */
    static SmallRyeConfig config(String prefix, String yaml, Map<String, String> variables) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withInterceptors(new PresetInterceptor(), new DottedKeyInterceptor(), new VerbatimVariables())
                .withSources(new YamlConfigSource("config/application.yaml", yaml, FILE))
                .withSources(new EnvConfigSource(variables, VARIABLES))
                .withMapping(SenderKeys.class, prefix)
                .withDefaultValue("smallrye.config.mapping.validate-unknown", "false")
                .build();
    }
}
