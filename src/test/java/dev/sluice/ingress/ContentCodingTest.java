package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Refusal.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentCodingTest {

    private static final Bytes TEXT = Bytes.utf8("the bytes you sent");

    @Test
    void leavesABodyWithoutACodingAsItIs() {
        assertThat(ContentCoding.of(List.of()).decode(TEXT, 5)).isSameAs(TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "identity", "Identity"})
    void leavesAPlainBodyAsItIs(String header) {
        assertThat(ContentCoding.of(List.of(header)).decode(TEXT, 5)).isSameAs(TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZip", "x-gzip", " gzip "})
    void undoesGzip(String header) throws IOException {
        assertThat(ContentCoding.of(List.of(header)).decode(gzip(TEXT), 1000)).isEqualTo(TEXT);
    }

    @Test
    void undoesDeflate() throws IOException {
        assertThat(ContentCoding.of(List.of("deflate")).decode(deflate(TEXT), 1000))
                .isEqualTo(TEXT);
    }

    @Test
    void takesABodyOfExactlyTheLimit() throws IOException {
        assertThat(ContentCoding.GZIP.decode(gzip(TEXT), TEXT.length())).isEqualTo(TEXT);
    }

    @Test
    void stopsAtTheLimitWhateverTheBodyUnpacksTo() throws IOException {
        Bytes bomb = gzip(Bytes.of(new byte[50_000_000]));
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> ContentCoding.GZIP.decode(bomb, 1_000_000))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.TOO_LARGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "compress", "gzip, gzip", "gzip, br"})
    void knowsNoOtherCoding(String header) {
        assertThat(ContentCoding.of(List.of(header))).isNull();
    }

    @Test
    void refusesABodyThatIsCutOff() throws IOException {
        Bytes whole = gzip(TEXT);
        refusesAsMalformed(ContentCoding.GZIP, whole.slice(0, whole.length() - 9));
    }

    @Test
    void refusesABodyThatIsNotCodedAtAll() {
        refusesAsMalformed(ContentCoding.GZIP, TEXT);
        refusesAsMalformed(ContentCoding.DEFLATE, TEXT);
        refusesAsMalformed(ContentCoding.GZIP, Bytes.empty());
    }

    @Test
    void knowsNoSeveralCodingsHoweverTheyAreSent() {
        for (List<String> headers : List.of(List.of("gzip", "gzip"), List.of("identity", "gzip"), List.of("", "br"))) {
            assertThat(ContentCoding.of(headers)).isNull();
        }
    }

    @Test
    void takesAGzipOfSeveralMembers() throws IOException {
        Bytes two = concat(gzip(Bytes.utf8("one ")), gzip(Bytes.utf8("two")));
        assertThat(ContentCoding.GZIP.decode(two, 100)).isEqualTo(Bytes.utf8("one two"));
    }

    @Test
    void refusesABodyThatGoesOnBehindItsEnd() throws IOException {
        for (int garbage : new int[] {1, 8, 17, 18, 19, 40}) {
            Bytes tail = Bytes.of(new byte[garbage]);
            refusesAsMalformed(ContentCoding.GZIP, concat(gzip(TEXT), tail));
            refusesAsMalformed(ContentCoding.DEFLATE, concat(deflate(TEXT), tail));
        }
        refusesAsMalformed(ContentCoding.GZIP, concat(gzip(TEXT), gzip(TEXT).slice(0, 14)));
        refusesAsMalformed(ContentCoding.DEFLATE, concat(deflate(TEXT), deflate(TEXT)));
    }

    @Test
    void refusesADeflatedBodyThatNeedsADictionary() {
        refusesAsMalformed(ContentCoding.DEFLATE, Bytes.of(new byte[] {0x78, 0x20, 0, 0, 0, 1}));
    }

    private static Bytes concat(Bytes first, Bytes second) {
        byte[] both = Arrays.copyOf(first.toArray(), first.length() + second.length());
        System.arraycopy(second.toArray(), 0, both, first.length(), second.length());
        return Bytes.of(both);
    }

    private static void refusesAsMalformed(ContentCoding coding, Bytes body) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> coding.decode(body, 1000))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.MALFORMED));
    }

    static Bytes gzip(Bytes plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain.toArray());
        }
        return Bytes.of(bytes.toByteArray());
    }

    static Bytes deflate(Bytes plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(plain.toArray());
        }
        return Bytes.of(bytes.toByteArray());
    }
}
