package dev.sluice.ingress.auth;

import dev.sluice.config.SignatureSettings;
import dev.sluice.core.event.Bytes;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A request that a provider signed, out of {@code signatures/providers.txt}, which explains itself.
 *
 * @param settings below {@code signature}, by key
 * @param headers by name
 * @param body as it was sent
 * @param epochSecond when it was signed
 */
record SignatureVector(
        String name, Map<String, String> settings, Map<String, String> headers, String body, long epochSecond) {

    private static final Path FILE = Path.of("src/test/resources/signatures/providers.txt");
    private static final String BODY = "{\"id\":\"evt_1\",\"total\":12.50,\"who\":\"Grüße\"}\n";
    private static final String EPOCH_SECOND = "1764196800";

    static Stream<SignatureVector> all() {
        try {
            return Arrays.stream(Files.readString(FILE).split("(?m)^--- "))
                    .skip(1)
                    .map(SignatureVector::of);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SignatureVector of(String entry) {
        String[] parts = entry.split("\n", 2);
        String[] lists = parts[1].split("\n\n", 2);
        Map<String, String> settings = map(lists[0]);
        String body = settings.remove("body");
        String now = settings.remove("now");
        return new SignatureVector(
                parts[0],
                settings,
                map(lists[1]),
                body == null ? BODY : body,
                Long.parseLong(now == null ? EPOCH_SECOND : now));
    }

    private static Map<String, String> map(String lines) {
        Map<String, String> map = new LinkedHashMap<>();
        lines.lines().filter(line -> !line.isEmpty()).forEach(line -> {
            int colon = line.indexOf(": ");
            map.put(line.substring(0, colon), line.substring(colon + 2));
        });
        return map;
    }

    SignatureVector with(String header, String value) {
        Map<String, String> changed = new LinkedHashMap<>(headers);
        changed.put(header, value);
        return new SignatureVector(name, settings, changed, body, epochSecond);
    }

    SignatureVector withBody(String changed) {
        return new SignatureVector(name, settings, headers, changed, epochSecond);
    }

    SignatureVector withSecrets(String changed) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.put("secrets", changed);
        return new SignatureVector(name, all, headers, body, epochSecond);
    }

    String header() {
        return settings.get("header");
    }

    String secret() {
        return settings.get("secrets");
    }

    SignatureSettings read() {
        return SignatureSettings.by(settings.entrySet().stream()
                .map(setting -> setting.getKey() + ": " + setting.getValue())
                .collect(Collectors.joining("\n")));
    }

    /** What the proof says of the request, some seconds after it was signed. */
    String saysAfter(long seconds) {
        return says(proof(seconds));
    }

    /** The same, of a proof that was made before. */
    String says(SignatureProof proof) {
        return Requests.says(proof.check(request()));
    }

    SignatureProof proof(long secondsAfter) {
        return new SignatureProof(
                read().read(),
                Requests.unchanging(),
                new Aside(Runnable::run),
                () -> (epochSecond + secondsAfter) * 1000,
                false);
    }

    Presented request() {
        MultiMap map = MultiMap.caseInsensitiveMultiMap();
        headers.forEach((header, value) -> map.add(header, Requests.utf8InAHeader(value)));
        return Requests.body(Bytes.utf8(body), map);
    }

    /** The entries of the signature's header. */
    List<String> entries() {
        return List.of(headers.get(header()).split(separator()));
    }

    String separator() {
        return settings.getOrDefault("separator", "\n").replace("\"", "");
    }

    @Override
    public String toString() {
        return name;
    }
}
