package dev.sluice.ingress.auth;

import static dev.sluice.ingress.auth.Requests.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ApiKey;
import dev.sluice.config.CallerSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiKeyProofTest {

    private static final List<CallerSecrets> CALLERS = List.of(
            Requests.secrets("a", "0123456789abcdef", "new 0123456789abcdef"),
            Requests.secrets("b", "Schlüssel+/=& der b"));

    private final ApiKeyProof inAHeader =
            new ApiKeyProof(new ApiKey("X-Api-Key", null, CALLERS), Requests.unchanging());
    private final ApiKeyProof inTheQuery = new ApiKeyProof(new ApiKey(null, "key ä", CALLERS), Requests.unchanging());

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0123456789abcdef     | a
            new 0123456789abcdef | a
            Schlüssel+/=& der b  | b
            0123456789abcdeg     | INVALID
            0123456789abcde      | INVALID
            0123456789abcdef0    | INVALID
            ''                   | INVALID
            """)
    void isTheValueOfTheHeader(String value, String says) {
        assertThat(says(inAHeader.check(Requests.headers("x-api-key: " + Requests.utf8InAHeader(value)))))
                .isEqualTo(says);
    }

    @Test
    void isMissingWithoutTheHeaderAndInvalidWithTwo() {
        assertThat(says(inAHeader.check(Requests.headers("X-Api-Keys: 0123456789abcdef"))))
                .isEqualTo("MISSING");
        assertThat(says(inAHeader.check(
                        Requests.headers("X-Api-Key: 0123456789abcdef", "x-api-key: 0123456789abcdef"))))
                .isEqualTo("INVALID");
        assertThat(inAHeader.challenge()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            key%20%C3%A4=0123456789abcdef                      | a
            key%20%c3%a4=%30123456789abcdef                    | a
            a=b&key%20%C3%A4=new%200123456789abcdef&c          | a
            key%20%C3%A4=Schl%C3%BCssel+/=%26%20der%20b        | b
            key%20%C3%A4=Schl%C3%BCssel%2B%2F%3D%26%20der%20b  | b
            key%20%C3%A4=new+0123456789abcdef                  | INVALID
            key%20%C3%A4=0123456789abcde                       | INVALID
            key%20%C3%A4=0123456789abcde%6                     | INVALID
            key%20%C3%A4=0123456789abcdef&key%20%C3%A4=x       | INVALID
            key%20%C3%A4=                                      | MISSING
            key%20%C3%A4                                       | MISSING
            key=0123456789abcdef                               | MISSING
            0123456789abcdef                                   | MISSING
            &&=&                                               | MISSING
                                                               | MISSING
            """)
    void isTheValueOfTheQueryParameter(String query, String says) {
        assertThat(says(inTheQuery.check(Requests.query(query)))).isEqualTo(says);
    }

    @Test
    void saysWhatToSendAndNothingOfWhatWasSent() {
        assertThat(inAHeader.check(Requests.headers()))
                .isEqualTo(new Verdict.Unproven(Verdict.Reason.MISSING, "send an API key in the header X-Api-Key"));
        assertThat(inTheQuery.check(Requests.query("key%20%C3%A4=guessed")))
                .isEqualTo(new Verdict.Unproven(
                        Verdict.Reason.INVALID, "the API key in the query parameter key ä is not that of a caller"));
    }

    @Test
    void isTheOneThatIsInTheFileNow() throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "the first key of a");
        Queue<Runnable> timers = new ArrayDeque<>();
        SecretFiles files = new SecretFiles((millis, task) -> timers.add(task), Runnable::run);
        ApiKeyProof proof =
                new ApiKeyProof(new ApiKey("Key", null, List.of(Requests.secrets("a", "file:" + file))), files);
        assertThat(says(proof.check(Requests.headers("Key: the first key of a"))))
                .isEqualTo("a");
        Files.writeString(file, "the second key of a\nthe first key of a");
        timers.remove().run();
        assertThat(says(proof.check(Requests.headers("Key: the first key of a"))))
                .isEqualTo("a");
        assertThat(says(proof.check(Requests.headers("Key: the second key of a"))))
                .isEqualTo("a");
        Files.writeString(file, "the second key of a\n");
        timers.remove().run();
        assertThat(says(proof.check(Requests.headers("Key: the first key of a"))))
                .isEqualTo("INVALID");
    }
}
