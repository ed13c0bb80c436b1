package dev.sluice.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.RegistrySettings.Identity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryReaderTest {

    private static final Path PAGE = Path.of("src/docs/registry.md");
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```\n", Pattern.DOTALL);

    @TempDir
    private Path files;

    private Path pem;

    @BeforeEach
    void write() throws IOException {
        pem = Files.writeString(files.resolve("some.pem"), "-----BEGIN CERTIFICATE-----\n");
    }

    private static Configured configured(String registry, String... others) {
        return Configured.by(
                "sluice:\n  topic: orders\n  registry: {" + registry + "}\n" + String.join("\n", others) + "\n");
    }

    private static RegistrySettings settings(String registry) {
        Configured configured = configured(registry);
        assertThat(configured.advice()).isEmpty();
        return configured.config().registry();
    }

    private static List<String> errors(String registry, String... others) {
        return configured(registry, others).errors();
    }

    @Test
    void isNothingIfNoKeyIsSet() {
        assertThat(Configured.by("sluice: { topic: orders }").config().registry())
                .isNull();
    }

    @Test
    void hasDefaultsForAllButTheUrl() {
        assertThat(settings("url: 'https://registry.example:8081'"))
                .isEqualTo(new RegistrySettings(
                        List.of(URI.create("https://registry.example:8081")),
                        null,
                        null,
                        null,
                        Duration.ofSeconds(2),
                        Duration.ofMinutes(5),
                        false));
    }

    @Test
    void readsAllKeys() throws IOException {
        RegistrySettings settings = settings("url: ['https://a.example/apis/ccompat/v7/', 'https://b.example'],"
                + " username: sluice, password: short, ca: '" + pem + "', certificate: '" + pem + "', key: '" + pem
                + "', timeout: 500ms, refresh: 10s, ready-needs-schemas: true");

        assertThat(settings.urls())
                .containsExactly(URI.create("https://a.example/apis/ccompat/v7"), URI.create("https://b.example"));
        assertThat(settings.login()).isNotNull();
        assertThat(settings.login().username()).isEqualTo("sluice");
        assertThat(settings.login().secret().read()).isEqualTo("short");
        assertThat(settings.authorities()).isEqualTo(pem);
        assertThat(settings.identity()).isEqualTo(new Identity(pem, pem));
        assertThat(settings.timeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.refresh()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.readyNeedsSchemas()).isTrue();
        assertThat(settings.toString()).doesNotContain("short");
    }

    @Test
    void readsATokenOfAFile() throws IOException {
        Path token = Files.writeString(files.resolve("token"), "the.token\n");
        RegistrySettings settings = settings("url: 'https://a.example', token: 'file:" + token + "'");

        assertThat(settings.login().username()).isNull();
        assertThat(settings.login().secret().read()).isEqualTo("the.token");
        assertThat(settings.login().secret()).hasToString("file:" + token);
    }

    @Test
    void readsVariables() throws IOException {
        Configured configured = Configured.by(
                "sluice: { topic: orders }",
                Map.of(
                        "SLUICE_REGISTRY_URL",
                        "https://a.example,https://b.example",
                        "SLUICE_REGISTRY_USERNAME",
                        "me",
                        "SLUICE_REGISTRY_PASSWORD",
                        "$$pass${word}"));
        RegistrySettings settings = configured.config().registry();

        assertThat(settings.urls()).hasSize(2);
        assertThat(settings.login().secret().read()).isEqualTo("$$pass${word}");
    }

    @Test
    void waitsNoLongerThanHalfOfAShortDeadline() {
        Configured configured = configured("url: 'https://a.example'", "  ack-deadline: 1s");

        assertThat(configured.config().registry().timeout()).isEqualTo(Duration.ofMillis(500));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            refresh: 1m | sluice.registry.url is missing: write the address of the registry, for example \
            https://registry.example:8081, or remove the other keys below sluice.registry
            url: registry.example | sluice.registry.url 'registry.example' is not usable: write http or https, a host, \
            and at most a port and a path, for example https://registry.example/apis/ccompat/v7
            url: 'https://a.example?x=1' | sluice.registry.url 'https://a.example?x=1' is not usable: write http or \
            https, a host, and at most a port and a path, for example https://registry.example/apis/ccompat/v7
            url: 'https://a.example:99999' | sluice.registry.url 'https://a.example:99999' has a port that is none: write \
            one from 1 to 65535
            url: 'https://a.example:0' | sluice.registry.url 'https://a.example:0' has a port that is none: write one \
            from 1 to 65535
            url: 'https://a b' | sluice.registry.url 'https://a b' is not a URL: write, for example, \
            https://registry.example:8081
            url: 'https://a.example/subjects/' | sluice.registry.url 'https://a.example/subjects/' ends with a path \
            that Sluice adds itself: write what is before it
            url: 'https://me:secret@a.example' | sluice.registry.url (its value is not shown) has a login in it, which \
            log lines would show: write sluice.registry.username and sluice.registry.password
            url: 'https://a.example', username: me | sluice.registry.password is missing, but sluice.registry.username \
            is there: set both, or neither
            url: 'https://a.example', password: it | sluice.registry.username is missing, but sluice.registry.password \
            is there: set both, or neither
            url: 'https://a.example', token: t, username: me, password: it | sluice.registry.token is there beside \
            sluice.registry.username: keep one of the two logins
            url: 'https://a.example', token: 'Bearer t' | sluice.registry.token has a character that no bearer token \
            has (RFC 6750, 2.1): write the token alone
            url: 'https://a.example', token: 'file:/no/such' | sluice.registry.token names the file /no/such, which \
            cannot be read (NoSuchFileException)
            url: 'https://a.example', username: 'a:b', password: it | sluice.registry.username 'a:b' has a colon or a \
            control character, which no name of a login can have (RFC 7617, 2)
            url: 'https://a.example', ca: /no/such | sluice.registry.ca '/no/such' is not a file that can be read: \
            write the path of a PEM file
            url: 'https://a.example', certificate: /no/such | sluice.registry.key is missing, but \
            sluice.registry.certificate is there: set both, or neither
            url: 'https://a.example', timeout: 1ms | sluice.registry.timeout '1ms' is out of range: no registry could \
            answer in time; write 50ms or more
            url: 'https://a.example', refresh: 10ms | sluice.registry.refresh '10ms' is out of range: the registry \
            would be asked all the time; write 1s or more
            url: 'https://a.example', urls: x | sluice.registry.urls is not a key of Sluice: did you mean \
            sluice.registry.url?
            """)
    void tellsWhatIsWrong(String registry, String line) {
        assertThat(errors(registry)).containsExactly(line);
    }

    @Test
    void tellsOfATimeoutThatASenderDoesNotWaitFor() {
        assertThat(errors("url: 'https://a.example', timeout: 8s", "  ack-deadline: 8s"))
                .containsExactly("sluice.registry.timeout '8s' is not below ack-deadline, which is 8000 ms for one of"
                        + " the senders: it would have given up by then; write less");
    }

    @Test
    void tellsOfFilesThatHaveNoEffect() {
        assertThat(errors("url: 'http://a.example', ca: '" + pem + "'"))
                .containsExactly("sluice.registry.ca has no effect, because no sluice.registry.url begins with https:"
                        + " write https, or remove it");
    }

    @Test
    void tellsOfASecretThatIsNone() throws IOException {
        Path empty = Files.writeString(files.resolve("empty"), "\n");
        Path lines = Files.writeString(files.resolve("lines"), "one\ntwo");
        Path latin = Files.write(files.resolve("latin"), new byte[] {(byte) 0xE9});
        Path large = Files.writeString(files.resolve("large"), "x".repeat(65_537));

        assertThat(List.of(empty, lines, latin, large))
                .flatExtracting(file -> errors("url: 'https://a.example', token: 'file:" + file + "'"))
                .containsExactly(
                        "sluice.registry.token names the file " + empty + ", which is empty",
                        "sluice.registry.token names the file " + lines
                                + ", which has more than one line, or a control character",
                        "sluice.registry.token names the file " + latin + ", which is not UTF-8",
                        "sluice.registry.token names the file " + large + ", which is larger than 65536 bytes");
    }

    @ParameterizedTest
    @CsvSource({"'http://a.example', true", "'http://localhost:8081', false", "'http://127.0.0.1', false"})
    void advisesAgainstALoginThatCanBeReadOnTheWay(String url, boolean isAdvised) {
        List<String> advice =
                configured("url: '" + url + "', username: me, password: it").advice();

        assertThat(advice)
                .isEqualTo(
                        isAdvised
                                ? List.of("sluice.registry.url '" + url + "' sends the login unencrypted, so that"
                                        + " whoever is on the way can read it: write https")
                                : List.of());
        assertThat(configured("url: '" + url + "'").advice()).isEmpty();
    }

    @Test
    void takesWhatItsPageShows() throws IOException {
        String page = Files.readString(PAGE, UTF_8)
                .replaceAll("/etc/sluice/(ca|tls)\\.(crt|key)", pem.toString().replace("\\", "/"));
        List<String> shown =
                YAML.matcher(page).results().map(yaml -> yaml.group(1)).toList();
        assertThat(shown).hasSizeGreaterThan(1);
        for (String yaml : shown) {
            Configured configured = Configured.by(yaml, Map.of("REGISTRY_PASSWORD", "it"));
            assertThat(configured.errors()).as(yaml).isEmpty();
            assertThat(configured.advice()).as(yaml).isEmpty();
            assertThat(configured.config().registry()).isNotNull();
        }
    }
}
