package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ValueSerializers;
import dev.sluice.core.mapping.Mapper;
import dev.sluice.core.value.SchemaSource;
import dev.sluice.core.value.SchemaUse;
import dev.sluice.schema.DataSchema;
import dev.sluice.schema.SchemaFile;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** What the process makes of a configuration file and of variables, without starting it. */
public final class Configured {

    /** What Sluice sets itself, which any file is stronger than. */
    private static final YamlConfigSource OURS = ours();

    private static final int FILE = 100;
    private static final int VARIABLES = 300;

    private final ConfigErrors errors = new ConfigErrors();
    private final SmallRyeConfig all;
    private final SluiceConfig config;
    private final Mapper mapper;

    private Configured(
            String yaml, Map<String, String> variables, @Nullable Function<SchemaUse, SchemaSource> registry) {
        all = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withInterceptors(new PresetInterceptor(), new DottedKeyInterceptor(), new VerbatimVariables())
                .withProfile("prod")
                .withSources(OURS, file(yaml), new EnvConfigSource(variables, VARIABLES))
                .withMapping(SluiceKeys.class)
                .withDefaultValue("smallrye.config.mapping.validate-unknown", "false")
                .build();
        SluiceKeys keys = all.getConfigMapping(SluiceKeys.class);
        config = ConfigReader.read(keys, all, errors);
        mapper = MappingReader.read(
                keys,
                errors,
                new Schemas(
                        location -> DataSchema.load(location)::check,
                        SchemaFile::text,
                        ValueSerializers::compiler,
                        registry));
        EmptyValueCheck.check(all, errors);
        EmptyValueCheck.check(yaml, errors);
        UnknownKeyCheck.check(
                all.getPropertyNames(),
                name -> FileKeys.isVariable(all.getConfigValue(name).getSourceName()),
                errors);
        MisplacedKeyCheck.check(all, errors);
        VariableAdvice.check(all, errors);
        UnexpandedCheck.check(all, errors);
    }

    private static YamlConfigSource ours() {
        try {
            String yaml = Files.readString(Path.of("src/main/resources/application.yaml"));
            return new YamlConfigSource("application.yaml", yaml, FILE - 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static YamlConfigSource file(String yaml) {
        return new YamlConfigSource("config/application.yaml", yaml, FILE);
    }

    /** What a file alone gives. */
    public static Configured by(String yaml) {
        return new Configured(yaml, Map.of(), null);
    }

    /** What a file and variables of the environment give. */
    public static Configured by(String yaml, Map<String, String> variables) {
        return new Configured(yaml, variables, null);
    }

    /** What a file gives where there is a schema registry. */
    public static Configured withRegistry(String yaml, Function<SchemaUse, SchemaSource> registry) {
        return new Configured(yaml, Map.of(), registry);
    }

    /** Everything that is wrong, one line each. */
    public List<String> errors() {
        return List.copyOf(errors.lines());
    }

    /** Everything that may be meant, but probably is not, one line each. */
    public List<String> advice() {
        return List.copyOf(errors.advice());
    }

    /** What any key is set to, by the file or by a variable. */
    public Optional<String> value(String key) {
        return all.getOptionalValue(key, String.class);
    }

    /** All of it. */
    public Config all() {
        return all;
    }

    /** The mapper of a configuration that has no error. */
    public Mapper mapper() {
        assertThat(errors()).isEmpty();
        return mapper;
    }

    /** The rest of a configuration that has no error. */
    public SluiceConfig config() {
        assertThat(errors()).isEmpty();
        return config;
    }
}
