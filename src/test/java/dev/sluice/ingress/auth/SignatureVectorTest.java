package dev.sluice.ingress.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.SignatureSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that providers signed, and what is left of the proof if any byte of them is another. */
class SignatureVectorTest {

    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    @Test
    void areOfManyProviders() {
        assertThat(SignatureVector.all()).hasSize(29);
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ingress.auth.SignatureVector#all")
    void areProven(SignatureVector vector) {
        assertThat(vector.saysAfter(0)).isEqualTo("hooks");
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ingress.auth.SignatureVector#all")
    void areProvenByAnyOfSeveralSecrets(SignatureVector vector) {
        boolean isPublic = vector.settings().getOrDefault("algorithm", "").equals("ed25519");
        String other = isPublic
                ? "whpk_PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw="
                : "whsec_YW5vdGhlciBzZWNyZXQsIHdoaWNoIGlzIGxvbmc=";
        assertThat(vector.withSecrets("[" + other + ", " + vector.secret() + "]")
                        .saysAfter(0))
                .isEqualTo("hooks");
        assertThat(vector.withSecrets("[" + other + "]").saysAfter(0)).isEqualTo("INVALID");
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ingress.auth.SignatureVector#all")
    void areRefusedWithAnotherBody(SignatureVector vector) {
        SignatureProof proof = vector.proof(0);
        String body = vector.body();
        List<String> others = new ArrayList<>(List.of(
                "", " " + body, body + " ", body.substring(1), body.substring(0, body.length() - 1), body + body));
        for (int i = 0; i < body.length(); i++) {
            others.add(body.substring(0, i) + (char) (body.charAt(i) ^ 1) + body.substring(i + 1));
        }
        assertThat(others)
                .allSatisfy(
                        other -> assertThat(vector.withBody(other).says(proof)).isEqualTo("INVALID"));
    }

    /** Also where a header has other entries, such as those of a former secret, which nobody looks at. */
    @ParameterizedTest
    @MethodSource("dev.sluice.ingress.auth.SignatureVector#all")
    void areRefusedWithAnotherSignature(SignatureVector vector) {
        SignatureProof proof = vector.proof(0);
        List<String> entries = vector.entries();
        int needed = 0;
        for (int i = 0; i < entries.size(); i++) {
            List<String> others = new ArrayList<>(entries);
            others.remove(i);
            String without = String.join(vector.separator(), others);
            if (vector.with(vector.header(), without).says(proof).equals("hooks")) {
                continue;
            }
            needed++;
            for (String changed : changes(entries.get(i))) {
                List<String> all = new ArrayList<>(entries);
                all.set(i, changed);
                assertThat(vector.with(vector.header(), String.join(vector.separator(), all))
                                .says(proof))
                        .as(changed)
                        .isIn("INVALID", "EXPIRED");
            }
        }
        assertThat(needed).as("entries that the proof rests on").isBetween(1, 2);
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ingress.auth.SignatureVector#all")
    void areRefusedWithAnotherHeaderThatIsSigned(SignatureVector vector) {
        SignatureProof proof = vector.proof(0);
        String signed = vector.settings().getOrDefault("signed", "");
        String timestamp = vector.settings().getOrDefault("timestamp", "");
        for (Map.Entry<String, String> header : vector.headers().entrySet()) {
            if (signed.contains("{header:" + header.getKey() + "}") || timestamp.equals(header.getKey())) {
                assertThat(changes(header.getValue()))
                        .allSatisfy(changed -> assertThat(
                                        vector.with(header.getKey(), changed).says(proof))
                                .isIn("INVALID", "EXPIRED"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ingress.auth.SignatureVector#all")
    void areRefusedWithAnotherSecret(SignatureVector vector) {
        String secret = vector.secret();
        assertThat(changes(secret)).allSatisfy(changed -> {
            SignatureSettings settings =
                    vector.withSecrets("['" + changed.replace("'", "''") + "']").read();
            if (settings.errors().isEmpty()) {
                assertThat(vector.withSecrets("['" + changed.replace("'", "''") + "']")
                                .saysAfter(0))
                        .isEqualTo("INVALID");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ingress.auth.SignatureVector#all")
    void areRefusedTooLateAndTooEarly(SignatureVector vector) {
        String far = vector.settings().containsKey("timestamp") ? "EXPIRED" : "hooks";
        assertThat(vector.saysAfter(300)).isEqualTo("hooks");
        assertThat(vector.saysAfter(-300)).isEqualTo("hooks");
        assertThat(vector.saysAfter(301)).isEqualTo(far);
        assertThat(vector.saysAfter(-301)).isEqualTo(far);
    }

    /** The text with each of its letters and digits changed, in a way that means something else in Base64 too. */
    private static List<String> changes(String text) {
        List<String> changes = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            int digit = Character.digit(text.charAt(i), 10);
            int place = BASE64.indexOf(text.charAt(i));
            if (place >= 0) {
                char other = digit >= 0 ? (char) ('0' + (digit + 5) % 10) : BASE64.charAt((place + 32) % 64);
                changes.add(text.substring(0, i) + other + text.substring(i + 1));
            }
        }
        return changes;
    }
}
