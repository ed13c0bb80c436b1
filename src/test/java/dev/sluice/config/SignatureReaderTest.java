package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.SignatureScheme.Algorithm;
import dev.sluice.config.SignatureScheme.Encoding;
import dev.sluice.config.SignatureScheme.Part;
import dev.sluice.config.SignatureScheme.SecretEncoding;
import dev.sluice.config.SignatureScheme.SignedBody;
import dev.sluice.config.SignatureScheme.SigningTime;
import dev.sluice.core.event.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureReaderTest {

    private static final String SECRETS = "\nsecrets: [0123456789abcdef]";

    @TempDir
    Path folder;

    @Test
    void takesDefaultsForWhatIsNotWritten() {
        SignedRequest settings =
                SignatureSettings.by("header: X-Signature" + SECRETS).read();
        assertThat(settings.scheme())
                .isEqualTo(new SignatureScheme(
                        "X-Signature",
                        null,
                        "",
                        Encoding.HEX,
                        Algorithm.SHA256,
                        List.of(new Part.Body()),
                        null,
                        SignedBody.SENT,
                        SecretEncoding.TEXT));
        assertThat(settings.secrets().caller()).isEqualTo("hooks");
    }

    @Test
    void takesAllThatIsWritten() {
        SignedRequest settings = SignatureSettings.by("""
                header: X-Signature
                separator: " "
                prefix: "v1,"
                encoding: base64
                algorithm: sha512
                signed: "v0:{method}{url}.{header:X-Id}.{timestamp}.{body}}"
                url: https://hooks.example/in
                timestamp: "entry:t="
                timestamp-format: milliseconds
                tolerance: 30s
                body: decoded
                secret-encoding: base64
                secrets: [whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=]
                """).read();
        assertThat(settings.scheme())
                .isEqualTo(new SignatureScheme(
                        "X-Signature",
                        " ",
                        "v1,",
                        Encoding.BASE64,
                        Algorithm.SHA512,
                        List.of(
                                literal("v0:"),
                                new Part.Method(),
                                literal("https://hooks.example/in"),
                                literal("."),
                                new Part.Header("X-Id"),
                                literal("."),
                                new Part.Timestamp(),
                                literal("."),
                                new Part.Body(),
                                literal("}")),
                        new SigningTime(null, "t=", SigningTime.Format.MILLISECONDS, Duration.ofSeconds(30)),
                        SignedBody.DECODED,
                        SecretEncoding.BASE64));
        assertThat(settings.scheme()
                        .key("whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=")
                        .getEncoded())
                .hasSize(32)
                .startsWith(1, 2, 3);
    }

    @Test
    void isNoneWhereNothingIsWritten() {
        assertThat(SignatureSettings.by("{}").areNone()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            secrets: [0123456789abcdef] | header is missing: set it to the header that holds the signature
            header: X-S | secrets is missing: set it to the secrets that the sender signs with
            { header: X S, secrets: [0123456789abcdef] } | header 'X S' is no name of a header: write, for example, X-Signature
            { header: X-S, secrets: [0123456789abcde] } | secrets is shorter than 16 characters, so it could be guessed: use a longer one
            { header: X-S, secret-encoding: base64, secrets: [whsec_0123456789abcdef] } | secrets is Base64 of less than 16 bytes, so it could be guessed: use a longer one
            { header: X-S, secret-encoding: base64, secrets: ["whsec_0123456789!!!!!!"] } | secrets is not Base64
            { header: X-S, algorithm: ed25519, secrets: [whpk_0123456789abcdef] } | secrets is not the Base64 of an Ed25519 public key, which has 32 bytes
            { header: X-S, algorithm: ed25519, secrets: [whpk_//////////////////////////////////////////8=] } | secrets is not an Ed25519 public key
            { header: X-S, algorithm: ed25519, secret-encoding: text, secrets: [whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=] } | secret-encoding 'text' does not apply, because keys of ed25519 are in base64: leave it out
            { header: X-S, algorithm: md5, secrets: [0123456789abcdef] } | algorithm 'md5' is not known: write one of sha256, sha1, sha512, ed25519
            { header: X-S, encoding: base32, secrets: [0123456789abcdef] } | encoding 'base32' is not known: write one of hex, base64
            { header: X-S, body: raw, secrets: [0123456789abcdef] } | body 'raw' is not known: write one of sent, decoded
            { header: X-S, signed: "{method}", secrets: [0123456789abcdef] } | signed '{method}' has no {body}, so a signature would fit any body: add it
            { header: X-S, signed: "{body", secrets: [0123456789abcdef] } | signed '{body' has a { without a }
            { header: X-S, signed: "{body}{Body}", secrets: [0123456789abcdef] } | signed '{body}{Body}' has {Body}, which is not known: write {body}, {timestamp}, {url}, {method} or {header:Name}
            { header: X-S, signed: "{body}{header:}", secrets: [0123456789abcdef] } | signed '{body}{header:}' has {header:}, which is not known: write {body}, {timestamp}, {url}, {method} or {header:Name}
            { header: X-S, signed: "{timestamp}{body}", secrets: [0123456789abcdef] } | signed '{timestamp}{body}' has {timestamp}, but timestamp does not say where that is: set it
            { header: X-S, signed: "{url}{body}", secrets: [0123456789abcdef] } | signed '{url}{body}' has {url}, but url is not set: set it to the one that the sender calls
            { header: X-S, url: "https://a.example/", secrets: [0123456789abcdef] } | url has no effect, because signed has no {url}: leave it out
            { header: X-S, timestamp: X-T, secrets: [0123456789abcdef] } | signed '{body}' has no {timestamp}, so timestamp could be changed: add it, or leave timestamp out
            { header: X-S, timestamp: X T, signed: "{timestamp}{body}", secrets: [0123456789abcdef] } | timestamp 'X T' is no name of a header: write, for example, X-Signature
            { header: X-S, timestamp: "entry:", separator: ";", signed: "{timestamp}{body}", secrets: [0123456789abcdef] } | timestamp 'entry:' does not say what the entry begins with: write, for example, entry:t=
            { header: X-S, timestamp: "entry:t=", signed: "{timestamp}{body}", secrets: [0123456789abcdef] } | timestamp 'entry:t=' needs separator, which tells the entries of the header apart
            { header: X-S, timestamp-format: seconds, secrets: [0123456789abcdef] } | timestamp-format 'seconds' has no effect without timestamp: set both, or leave both out
            { header: X-S, tolerance: 1m, secrets: [0123456789abcdef] } | tolerance '1m' has no effect without timestamp: set both, or leave both out
            { header: X-S, timestamp: X-T, tolerance: 100ms, signed: "{timestamp}{body}", secrets: [0123456789abcdef] } | tolerance '100ms' is out of range: no two clocks are that close; write 1s or more
            { header: X-S, timestamp: X-T, tolerance: 2d, signed: "{timestamp}{body}", secrets: [0123456789abcdef] } | tolerance '2d' is out of range: whoever has seen a request could repeat it; write at most 1d
            """)
    void tellsWhatIsWrong(String yaml, String told) {
        assertThat(SignatureSettings.by(yaml).errors()).containsExactly(told);
    }

    @Test
    void takesATimeThatIsSignedAsAHeader() {
        String yaml = "header: X-S\nsigned: '{header:x-t}.{body}'\ntimestamp: X-T" + SECRETS;
        assertThat(SignatureSettings.by(yaml).errors()).isEmpty();
    }

    @Test
    void checksTheKeysThatAreInAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "this is not Base64 at all");
        String yaml = "header: X-S\nsecret-encoding: base64\nsecrets: ['file:" + file + "']";
        assertThat(SignatureSettings.by(yaml).errors())
                .containsExactly("secrets names the file " + file + ", in which a secret is not Base64");
    }

    private static Part literal(String text) {
        return new Part.Literal(Bytes.utf8(text));
    }
}
