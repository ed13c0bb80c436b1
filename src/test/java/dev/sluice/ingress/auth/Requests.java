package dev.sluice.ingress.auth;

import dev.sluice.config.CallerSecrets;
import dev.sluice.config.SecretSource;
import dev.sluice.core.event.Bytes;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What requests present, and secrets that they are checked against. */
final class Requests {

    private Requests() {}

    /** A request with these headers, of the form {@code Name: value}. */
    static Presented headers(String... headers) {
        return new Presented("POST", map(headers), null, null, Bytes.empty(), Bytes.empty());
    }

    /** A request with a query. */
    static Presented query(@Nullable String query) {
        return new Presented("POST", map(), query, null, Bytes.empty(), Bytes.empty());
    }

    /** A request over TLS. */
    static Presented over(SSLSession tls) {
        return new Presented("POST", map(), null, tls, Bytes.empty(), Bytes.empty());
    }

    /** A request with a body. */
    static Presented body(Bytes body, MultiMap headers) {
        return new Presented("POST", headers, null, null, body, body);
    }

    static MultiMap map(String... headers) {
        MultiMap map = MultiMap.caseInsensitiveMultiMap();
        for (String header : headers) {
            int colon = header.indexOf(": ");
            map.add(header.substring(0, colon), header.substring(colon + 2));
        }
        return map;
    }

    /** Characters as the server makes them of the UTF-8 bytes of a header: one a byte. */
    static String utf8InAHeader(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    static CallerSecrets secrets(String caller, String... secrets) {
        List<SecretSource> sources = new ArrayList<>();
        for (String secret : secrets) {
            try {
                sources.add(SecretSource.of(secret));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new CallerSecrets(caller, sources);
    }

    /** Secrets that do not change. */
    static SecretFiles unchanging() {
        return new SecretFiles((millis, task) -> {}, Runnable::run);
    }

    /** What a verdict says, in short: {@code alice}, or {@code INVALID}. */
    static String says(Verdict verdict) {
        if (verdict instanceof Verdict.Proven proven) {
            return proven.caller();
        }
        if (verdict instanceof Verdict.Pending pending) {
            return says(pending.verdict().toCompletableFuture().join());
        }
        return verdict instanceof Verdict.Unproven unproven ? unproven.reason().name() : verdict.toString();
    }
}
