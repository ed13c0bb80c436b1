package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages below {@code /q/} where a token in a file shows them. */
@QuarkusTest
@TestProfile(PagesAtTheDoorTest.Profile.class)
class PagesAtTheDoorTest {

    private static final String TOKEN = "the-token-of-prometheus";
    private static final String FORWARDED = "X-Forwarded-For: 192.0.2.1\r\n";

    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                Path file = Files.writeString(Files.createTempFile("pages", ".token"), TOKEN + "\n");
                file.toFile().deleteOnExit();
                Map<String, String> overrides = new HashMap<>(new RequestTest.Profile().getConfigOverrides());
                overrides.put("sluice.pages-token", "file:" + file);
                return overrides;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @ParameterizedTest
    @CsvSource({
        "/q/metrics",
        "/q/other",
        "/q/",
        "/q/health/../metrics",
        "/q/health/%2e%2e/metrics",
        "/q/health/./../metrics",
        "/q/./metrics"
    })
    void areNotShownThroughAProxy(String page) throws IOException {
        Response response = get(page, FORWARDED);
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.header("www-authenticate")).isEqualTo("Bearer realm=\"sluice\"");
        assertThat(response.body()).contains("UNAUTHENTICATED").doesNotContain("sluice_");
    }

    @Test
    void areShownThroughAProxyWithTheToken() throws IOException {
        Response response = get("/q/metrics", FORWARDED + "Authorization: Bearer " + TOKEN + "\r\n");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).contains("sluice_requests_seconds");
        assertThat(get("/q/metrics", FORWARDED + "Authorization: Bearer " + TOKEN + "x\r\n")
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"/q/health", "/q/health/ready", "/q/health/live", "/q/health/started"})
    void showTheHealthToAll(String page) throws IOException {
        assertThat(get(page, FORWARDED).status()).isEqualTo(200);
    }

    private Response get(String page, String headers) throws IOException {
        try (RawHttp asking = new RawHttp(port)) {
            asking.send("GET " + page + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
            return asking.read();
        }
    }
}
