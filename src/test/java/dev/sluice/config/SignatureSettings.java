package dev.sluice.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a sender called {@code hooks} has below {@code authenticate.signature}, and what is wrong with it. */
public final class SignatureSettings {

    /** The keys of a sender, without the others. */
    @ConfigMapping(prefix = "sluice.senders.hooks")
    public interface Hooks {

        SenderKeys.Authenticate authenticate();
    }

    static final String SECTION = "sluice.senders.hooks.authenticate.signature.";

    private final ConfigErrors errors = new ConfigErrors();
    private final @Nullable SignedRequest read;

    private SignatureSettings(String yaml) {
        String all = "sluice:\n  senders:\n    hooks:\n      authenticate:\n        signature:\n" + yaml.indent(10);
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withInterceptors(new DottedKeyInterceptor())
                .withSources(new YamlConfigSource("config/application.yaml", all, 100))
                .withMapping(Hooks.class)
                .withDefaultValue("smallrye.config.mapping.validate-unknown", "false")
                .build();
        SenderKeys.Signature keys =
                config.getConfigMapping(Hooks.class).authenticate().signature();
        read = SignatureReader.read("hooks", SECTION, keys, errors);
    }

    /** What the lines of a file give. */
    public static SignatureSettings by(String yaml) {
        return new SignatureSettings(yaml);
    }

    /** What is wrong, one line each, without the section that each begins with. */
    public List<String> errors() {
        return errors.lines().stream()
                .map(line -> line.startsWith(SECTION) ? line.substring(SECTION.length()) : line)
                .toList();
    }

    /** The settings, which have no error. */
    public SignedRequest read() {
        if (read == null || !errors().isEmpty()) {
            throw new IllegalStateException("these are no settings: " + errors());
        }
        return read;
    }

    /** Whether there are none. */
    boolean areNone() {
        return read == null;
    }
}
