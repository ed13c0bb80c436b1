package dev.sluice.ingress.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRulesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "//",
                "*",
                "/a/b?c=d&e=%20",
                "/?a=b?c/d",
                "http://h/",
                "http://[::1]:80/a",
                "https://h.example"
            })
    void takeTargets(String target) {
        assertThatCode(() -> RequestRules.checkTarget(target)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/%",
                "/%2",
                "/%zz",
                "/a|b",
                "/a b",
                "/a#b",
                "/[",
                "/\u0001",
                "/\u00e9",
                "a",
                "h:80",
                "http:///",
                "http://u@h/",
                "http://h:99999/",
                "http://[zz]/",
                "**"
            })
    void refuseWhatIsNoTarget(String target) {
        assertThatThrownBy(() -> RequestRules.checkTarget(target)).isInstanceOf(BreachException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"h", "h:80", "h:", "127.0.0.1:8080", "[::1]", "[2001:db8::1]:443", "a-b_c.example", "%C3%A9"})
    void takeHosts(String host) {
        assertThatCode(() -> RequestRules.checkHost(host)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ":80", "a b", "h:x", "h:65536", "h:-1", "[::1", "[zz]", "[::1]80", "a/b", "u@h", "%zz", "a,b c"
            })
    void refuseHostsThatCannotBe(String host) {
        assertThatThrownBy(() -> RequestRules.checkHost(host)).isInstanceOf(BreachException.class);
    }

    @Test
    void tellAVersionThatIsNotSpokenFromNone() {
        assertThat(breach("HTTP/1.2")).isEqualTo(Breach.UNSUPPORTED_VERSION);
        assertThat(breach("HTTP/2.0")).isEqualTo(Breach.UNSUPPORTED_VERSION);
        assertThat(breach("ICE/1.0")).isEqualTo(Breach.MALFORMED);
        assertThat(breach("http/1.1")).isEqualTo(Breach.MALFORMED);
        assertThat(breach("HTTP/1.10")).isEqualTo(Breach.MALFORMED);
        assertThat(breach("")).isEqualTo(Breach.MALFORMED);
    }

    private static Breach breach(String version) {
        return catchThrowableOfType(BreachException.class, () -> RequestRules.checkLine("POST", "/", version))
                .breach();
    }

    @Test
    void takeNoTransferCodingButChunkedAlone() {
        assertThatCode(() -> RequestRules.checkTransferEncoding(List.of(" Chunked\t"), false, false))
                .doesNotThrowAnyException();
        for (List<String> codings : List.of(
                List.of("identity"),
                List.of("gzip, chunked"),
                List.of("chunked, chunked"),
                List.of("chunked", "chunked"),
                List.of("\u000bchunked"),
                List.of(""))) {
            assertThatThrownBy(() -> RequestRules.checkTransferEncoding(codings, false, false))
                    .isInstanceOf(BreachException.class);
        }
        assertThatThrownBy(() -> RequestRules.checkTransferEncoding(List.of("chunked"), true, false))
                .isInstanceOf(BreachException.class);
        assertThatThrownBy(() -> RequestRules.checkTransferEncoding(List.of("chunked"), false, true))
                .isInstanceOf(BreachException.class);
    }

    @Test
    void findTheOptionToCloseAmongOthers() {
        assertThat(RequestRules.closes(List.of("keep-alive, Close"))).isTrue();
        assertThat(RequestRules.closes(List.of("keep-alive", "\tclose "))).isTrue();
        assertThat(RequestRules.closes(List.of("keep-alive, closed"))).isFalse();
    }
}
