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

    /** Of a Service named {@code sluice-00001}; the framework makes an index of its digits. */
    @Test
    void leavesVariablesOfKubernetesAloneHoweverTheFrameworkSpellsThem() {
        Configured configured = Configured.by(
                "sluice.topic: events",
                Map.of(
                        "SLUICE_00001_PRIVATE_PORT_80_TCP", "tcp://10.0.0.1:80",
                        "SLUICE_00001_SERVICE_HOST", "10.0.0.1",
                        "SLUICE_SERVICE_PORT", "80"));
        assertThat(configured.errors()).isEmpty();
    }
}
