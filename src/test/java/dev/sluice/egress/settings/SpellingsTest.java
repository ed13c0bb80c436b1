package dev.sluice.egress.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.DottedKeyInterceptor;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SpellingsTest {

    private static final List<String> PLACES =
            List.of("mp.messaging.outgoing.records.", "mp.messaging.connector.smallrye-kafka.", "kafka.");

    /** How a setting is written that stands in one of the places. */
    private enum Spelling {
        DOTTED((place, key) -> place + key, false),
        QUOTED((place, key) -> place + '"' + key + '"', false),
        QUOTED_AS_A_WHOLE((place, key) -> '"' + place + key + '"', false),
        FOR_A_PROFILE((place, key) -> "%prod." + place + key, false),
        VARIABLE((place, key) -> variable(place + key), true),
        VARIABLE_WITH_DOTS((place, key) -> place + key, true),
        VARIABLE_IN_LOWER_CASE((place, key) -> variable(place + key).toLowerCase(Locale.ROOT), true),
        VARIABLE_FOR_A_PROFILE((place, key) -> "_PROD_" + variable(place + key), true),
        VARIABLE_WITH_QUOTES((place, key) -> variable(place) + '_' + variable(key) + "__", true);

        private interface Writer {
            String write(String place, String key);
        }

        @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
        private final Writer writer;

        private final boolean isVariable;

        Spelling(Writer writer, boolean isVariable) {
            this.writer = writer;
            this.isVariable = isVariable;
        }
    }

    private static String variable(String name) {
        return name.replaceAll("\\W", "_").toUpperCase(Locale.ROOT);
    }

    static List<Arguments> everySpelling() {
        List<Arguments> all = new ArrayList<>();
        for (Spelling spelling : Spelling.values()) {
            PLACES.forEach(place -> all.add(Arguments.of(spelling, place)));
        }
        return all;
    }

    private static SmallRyeConfig config(Map<String, String> properties, Map<String, String> variables, String yaml) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withInterceptors(new DottedKeyInterceptor())
                .withProfile("prod")
                .withSources(new PropertiesConfigSource(properties, "operator", 200))
                .withSources(new EnvConfigSource(variables, 300))
                .withSources(new YamlConfigSource("file", yaml, 150))
                .build();
    }

    /** What is found by asking for everything, everywhere. */
    private static Map<String, Object> asked(Config all) {
        Map<String, Object> found = new HashMap<>();
        for (String key : ProducerConfig.configNames()) {
            WrittenSettings.Written written = WrittenSettings.find("records", key, all);
            if (written != null) {
                found.put(key, written.value());
            }
        }
        return found;
    }

    @ParameterizedTest
    @MethodSource("everySpelling")
    void loseNoSettingThatAskingForAllWouldFind(Spelling spelling, String place) {
        Map<String, String> written = new HashMap<>();
        for (String key : ProducerConfig.configNames()) {
            written.put(spelling.writer.write(place, key), "value of " + key);
        }
        Config all = spelling.isVariable ? config(Map.of(), written, "") : config(written, Map.of(), "");
        Map<String, Object> asked = asked(all);
        assertThat(WrittenSettings.of("records", all, Spellings.of(all))).isEqualTo(asked);
        // nobody looks below quotes for a name of one word, nor in a variable for the quotes
        assertThat(asked.size()).isGreaterThan(spelling == Spelling.VARIABLE_WITH_QUOTES ? -1 : 100);
    }

    @Test
    void loseNoSettingOfAFile() {
        Config all = config(Map.of(), Map.of("KAFKA_LINGER_MS", "", "KAFKA_ACKS", "all"), """
                kafka: { linger.ms: 1, batch: { size: 2 }, "client.id": a }
                kafka.retries: 3
                "kafka.compression.type": lz4
                mp.messaging.outgoing.records.max.request.size: 5
                mp:
                  messaging:
                    connector: { smallrye-kafka: { buffer.memory: 6, linger.ms: 7 } }
                    outgoing: { records: { "send.buffer.bytes": 8 }, rejects: { metadata.max.age.ms: 9 } }
                "%prod": { kafka: { receive.buffer.bytes: 10 } }
                "%test": { kafka: { ssl.protocol: none } }
                """);
        assertThat(WrittenSettings.of("records", all, Spellings.of(all)))
                .isEqualTo(asked(all))
                .containsOnlyKeys(
                        "linger.ms",
                        "batch.size",
                        "client.id",
                        "retries",
                        "compression.type",
                        "max.request.size",
                        "buffer.memory",
                        "send.buffer.bytes",
                        "receive.buffer.bytes",
                        "acks");
    }

    @Test
    void leadToNoQuestionForWhatIsNotThere() {
        int[] questions = {0};
        SmallRyeConfig all = config(
                Map.of("kafka.bootstrap.servers", "a:1", "mp.messaging.outgoing.records.acks", "all"),
                Map.of("KAFKA_LINGER_MS", "5", "PATH", "/bin", "KAFKA_PORT", "tcp://10.0.0.1:9092"),
                "");
        Config counted = counting(all, () -> questions[0]++);
        assertThat(WrittenSettings.of("records", counted, Spellings.of(counted)))
                .hasSize(3);
        assertThat(questions[0]).isEqualTo(3);
    }

    private static Config counting(Config all, Runnable counter) {
        return (Config) Proxy.newProxyInstance(
                Config.class.getClassLoader(), new Class<?>[] {Config.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getOptionalValue")) {
                        counter.run();
                    }
                    try {
                        return method.invoke(all, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
