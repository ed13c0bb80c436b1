package dev.sluice.egress;

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
    void workOnAJvm(String codec) throws Throwable {
        Codecs.roundTrip(codec);
        assertThat(Codecs.failure(codec)).isNull();
    }

    /** As a class does, in a native executable, whose initialiser failed. */
    @Test
    void failAsTheyFailedFirst() throws Throwable {
        Check works = () -> {};
        UnsatisfiedLinkError first = new UnsatisfiedLinkError("/missing/lib.so");
        Codecs.attempt("first", works);
        assertThatThrownBy(() -> Codecs.attempt("first", () -> {
                    throw first;
                }))
                .isSameAs(first);
        assertThatThrownBy(() -> Codecs.attempt("first", () -> {
                    throw new NoClassDefFoundError("Could not initialize class a.B");
                }))
                .isSameAs(first);
        Codecs.attempt("first", works);
    }

    @Test
    void leaveWhatIsNoCodecToTheRuleForThat() {
        assertThat(Codecs.failure("brotli")).isNull();
        assertThatThrownBy(() -> Codecs.roundTrip("brotli")).isInstanceOf(IllegalArgumentException.class);
    }
}
