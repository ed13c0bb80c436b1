package dev.sluice.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodecsTest {

    static List<String> codecs() {
        return Codecs.NAMES;
    }

    @Test
    void areAllThatTheProducerTakes() {
        ConfigDef.Validator taken =
                ProducerConfig.configDef().configKeys().get(ProducerConfig.COMPRESSION_TYPE_CONFIG).validator;
        assertThat(Codecs.NAMES)
                .contains("none", "gzip", "snappy", "lz4", "zstd")
                .allSatisfy(name -> assertThatCode(() -> taken.ensureValid("compression.type", name))
                        .doesNotThrowAnyException());
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void workOnAJvm(String codec) throws Exception {
        Codecs.roundTrip(codec);
        assertThat(Codecs.trouble(codec)).isNull();
    }

    @Test
    void leaveWhatIsNoCodecToTheRuleForThat() {
        assertThat(Codecs.trouble("brotli")).isNull();
        assertThatThrownBy(() -> Codecs.roundTrip("brotli")).isInstanceOf(IllegalArgumentException.class);
    }
}
