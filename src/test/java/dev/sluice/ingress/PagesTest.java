package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.BearerToken;
import dev.sluice.config.CallerSecrets;
import dev.sluice.config.SecretSource;
import dev.sluice.config.SluiceConfig.Audience;
import dev.sluice.core.event.Bytes;
import dev.sluice.ingress.auth.BearerProof;
import dev.sluice.ingress.auth.Presented;
import dev.sluice.ingress.auth.Proof;
import dev.sluice.ingress.auth.SecretFiles;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PagesTest {

    private static final String TOKEN = "the-token-of-prometheus";
    private static final String SHOWN = "shown";

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            127.0.0.1, shown
            127.255.0.9, shown
            ::1, shown
            0:0:0:0:0:0:0:1, shown
            ::ffff:127.0.0.1, shown
            10.0.0.0, shown
            10.255.255.255, shown
            ::ffff:10.1.2.3, shown
            172.16.0.0, shown
            172.31.255.255, shown
            192.168.0.1, shown
            100.64.0.0, shown
            100.127.255.255, shown
            ::ffff:100.64.0.1, shown
            fc00::1, shown
            fdff:1:2::3, shown
            fd00::1%eth0, shown
            -, FORBIDDEN
            '', FORBIDDEN
            example, FORBIDDEN
            0.0.0.0, FORBIDDEN
            ::, FORBIDDEN
            9.255.255.255, FORBIDDEN
            11.0.0.0, FORBIDDEN
            172.15.255.255, FORBIDDEN
            172.32.0.0, FORBIDDEN
            192.167.0.1, FORBIDDEN
            192.169.0.1, FORBIDDEN
            100.63.255.255, FORBIDDEN
            100.128.0.0, FORBIDDEN
            169.254.1.1, FORBIDDEN
            8.8.8.8, FORBIDDEN
            ::ffff:8.8.8.8, FORBIDDEN
            0:0:0:0:0:0:a00:1, FORBIDDEN
            64:ff9b::10.0.0.1, FORBIDDEN
            2002:a00:1::1, FORBIDDEN
            fe80::1, FORBIDDEN
            fec0::1, FORBIDDEN
            fbff::1, FORBIDDEN
            fe00::1, FORBIDDEN
            2001:db8::a, FORBIDDEN
            """)
    void areShownToLoopbackAndPrivateAddresses(@Nullable String peer, String answer) {
        assertThat(answer(new Pages(Audience.LOCAL, null), peer, "/q/metrics")).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource({
        "X-Forwarded-For: 10.0.0.1",
        "x-forwarded-for: ",
        "Forwarded: for=10.0.0.1",
        "X-Real-IP: 10.0.0.1",
        "Via: 1.1 google",
        "K-Proxy-Request: activator"
    })
    void areNotLocalThroughAProxy(String header) {
        assertThat(answer(new Pages(Audience.LOCAL, null), "10.0.0.1", "/q/metrics", header))
                .isEqualTo("FORBIDDEN");
        assertThat(answer(new Pages(Audience.LOCAL, token()), "10.0.0.1", "/q/metrics", header))
                .isEqualTo("UNAUTHENTICATED Bearer realm=\"sluice\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            OPEN  | 8.8.8.8   | -                                             | shown
            LOCAL | 8.8.8.8   | -                                             | UNAUTHENTICATED Bearer realm="sluice"
            LOCAL | 8.8.8.8   | Authorization: Bearer the-token-of-prometheus | shown
            LOCAL | 8.8.8.8   | Authorization: Bearer the-token-of-prometheuS | UNAUTHENTICATED Bearer realm="sluice"
            LOCAL | 10.0.0.1  | Authorization: Bearer of-another-service      | shown
            TOKEN | 127.0.0.1 | -                                             | UNAUTHENTICATED Bearer realm="sluice"
            TOKEN | 127.0.0.1 | Authorization: Basic the-token-of-prometheus  | UNAUTHENTICATED Bearer realm="sluice"
            TOKEN | 8.8.8.8   | Authorization: bearer the-token-of-prometheus | shown
            """)
    void areShownToWhoeverHasTheToken(Audience audience, String peer, @Nullable String header, String answer) {
        Pages pages = new Pages(audience, token());
        String[] headers = header == null ? new String[0] : new String[] {header};
        assertThat(answer(pages, peer, "/q/metrics", headers)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource({"/q/health", "/q/health/ready", "/q/health/live", "/q/health/other"})
    void areOpenIfTheyShowTheHealth(String path) {
        assertThat(answer(new Pages(Audience.TOKEN, token()), "8.8.8.8", path)).isEqualTo(SHOWN);
    }

    @ParameterizedTest
    @CsvSource({"/q/healthy", "/q/health-ui", "/q/", "/q/other", "/q/Health", "/q/metrics/health"})
    void areNotOpenIfTheirNameIsOnlyLike(String path) {
        assertThat(answer(new Pages(Audience.LOCAL, null), "8.8.8.8", path)).isEqualTo("FORBIDDEN");
    }

    @Test
    void areShownSoOftenOnlyNotCountingThoseWhoMayNotSeeThem() {
        Pages pages = new Pages(Audience.LOCAL, null);
        for (int i = 0; i < 10_000; i++) {
            assertThat(answer(pages, "8.8.8.8", "/q/metrics")).isEqualTo("FORBIDDEN");
        }
        assertThat(answer(pages, "127.0.0.1", "/q/metrics")).isEqualTo(SHOWN);
        String answer = SHOWN;
        while (answer.equals(SHOWN)) {
            answer = answer(pages, "127.0.0.1", "/q/metrics");
        }
        assertThat(answer).startsWith("OVERLOADED");
        assertThat(answer(pages, "127.0.0.1", "/q/health/live")).isEqualTo(SHOWN);
    }

    private static String answer(Pages pages, @Nullable String peer, String path, String... headers) {
        MultiMap map = MultiMap.caseInsensitiveMultiMap();
        for (String header : headers) {
            map.add(header.replaceFirst(":.*", ""), header.replaceFirst("[^:]*: ?", ""));
        }
        Presented request = new Presented("GET", map, null, null, Bytes.empty(), Bytes.empty());
        Pages.Refused refused = pages.refusal(peer, request, path);
        if (refused == null) {
            return SHOWN;
        }
        return refused.outcome()
                + (refused.header() == null ? "" : " " + refused.header().value());
    }

    private static Proof token() {
        try {
            CallerSecrets secrets = new CallerSecrets("pages", List.of(SecretSource.of(TOKEN)));
            return new BearerProof(
                    new BearerToken(List.of(secrets)), new SecretFiles((millis, task) -> {}, Runnable::run));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
