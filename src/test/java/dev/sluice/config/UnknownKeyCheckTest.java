package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnknownKeyCheckTest {

    @Test
    void knowsEveryKeyThatTheInterfaceHas() {
        Map<String, ?> declared = ConfigMappings.getProperties(ConfigClass.configClass(SluiceKeys.class));
        assertThat(UnknownKeyCheck.names())
                .hasSizeGreaterThan(40)
                .isSubsetOf(declared.keySet())
                .contains("sluice.topic", "sluice.batch.max-events", "sluice.routes.*.when", "sluice.self-test");
        assertThat(declared.keySet())
                .allSatisfy(name ->
                        assertThat(UnknownKeyCheck.names()).containsAnyOf(name, name + ".*", name.replace("[*]", "")));
    }

    @Test
    void knowsAMapByItsEntriesAndAListAsAWhole() {
        assertThat(UnknownKeyCheck.names())
                .contains("sluice.headers.*", "sluice.routes.*.redact.*", "sluice.key", "sluice.webhook.origins")
                .doesNotContain("sluice.headers", "sluice.routes.*.redact", "sluice.key[*]");
    }
}
