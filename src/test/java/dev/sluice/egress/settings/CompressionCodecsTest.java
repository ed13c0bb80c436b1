package dev.sluice.egress.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Check;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompressionCodecsTest {

    static List<String> codecs() {
        return CompressionCodecs.NAMES;
    }

    @Test
    void areAllThatTheProducerTakes() {
        ConfigDef.Validator taken =
                ProducerConfig.configDef().configKeys().get(ProducerConfig.COMPRESSION_TYPE_CONFIG).validator;
        assertThat(CompressionCodecs.NAMES)
                .contains("none", "gzip", "snappy", "lz4", "zstd")
                .allSatisfy(name -> assertThatCode(() -> taken.ensureValid("compression.type", name))
                        .doesNotThrowAnyException());
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void workOnAJvm(String codec) throws Throwable {
        CompressionCodecs.roundTrip(codec);
        assertThat(CompressionCodecs.failure(codec)).isNull();
    }

    /** As a class does, in a native executable, whose initialiser failed. */
    @Test
    void failAsTheyFailedFirst() throws Throwable {
        Check works = () -> {};
        UnsatisfiedLinkError first = new UnsatisfiedLinkError("/missing/lib.so");
        CompressionCodecs.attempt("first", works);
        assertThatThrownBy(() -> CompressionCodecs.attempt("first", () -> {
                    throw first;
                }))
                .isSameAs(first);
        assertThatThrownBy(() -> CompressionCodecs.attempt("first", () -> {
                    throw new NoClassDefFoundError("Could not initialize class a.B");
                }))
                .isSameAs(first);
        CompressionCodecs.attempt("first", works);
    }

    @Test
    void leaveWhatIsNoCodecToTheRuleForThat() {
        assertThat(CompressionCodecs.failure("brotli")).isNull();
        assertThatThrownBy(() -> CompressionCodecs.roundTrip("brotli")).isInstanceOf(IllegalArgumentException.class);
    }
}
