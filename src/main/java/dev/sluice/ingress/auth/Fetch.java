package dev.sluice.ingress.auth;

import dev.sluice.core.event.Bytes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Fetches small documents that a proof needs: an issuer's keys, a certificate.
 *
 * <p>Never blocks, follows no redirect, knows no proxy. The address that was checked is the one that is asked, with the
 * name in the URL for SNI and for the certificate, so that a name cannot lead to two addresses. Makes a client for each
 * document, because there are few: what its files say is always what it uses. Thread-safe.
 */
@Singleton
public final class Fetch {

    /** The largest document in bytes. */
    static final int LARGEST = 256 * 1024;

    private static final int MOST_ADDRESSES = 4;
    private static final int LARGEST_FILE = 1024 * 1024;

    private final Vertx vertx;
    private final Resolver resolver;
    private final Duration timeout;

    /** Finds the addresses of a host. May block. */
    @FunctionalInterface
    interface Resolver {
        /** The addresses of {@code host}, at least one. */
        InetAddress[] addresses(String host) throws IOException;
    }

    /**
     * A document.
     *
     * @param uri where it is
     * @param reach where it may be
     * @param caFile certificates in PEM of the authorities that may vouch for its host; null for the platform's
     * @param tokenFile a bearer token to show; null for none
     */
    record Source(
            URI uri,
            Reach reach,
            @Nullable Path caFile,
            @Nullable Path tokenFile) {}

    /** What had to be looked up, where blocking is allowed, before the question. */
    private record Prepared(
            List<InetAddress> addresses,
            @Nullable Buffer authorities,
            @Nullable String token) {}

    /** A fetch that finds addresses as the platform does, and gives up after 5 s. */
    @Inject
    public Fetch(Vertx vertx) {
        this(vertx, InetAddress::getAllByName, Duration.ofSeconds(5));
    }

    /** A fetch that gives up after {@code timeout}, the look-up of the address included. */
    Fetch(Vertx vertx, Resolver resolver, Duration timeout) {
        this.vertx = vertx;
        this.resolver = resolver;
        this.timeout = timeout;
    }

    /**
     * Fetches a document with GET.
     *
     * @return its bytes if the answer is 200; otherwise, also after the timeout, an {@link IOException} whose message
     *     is for the operator. Completed by any thread
     */
    CompletionStage<Bytes> get(Source source) {
        CompletableFuture<Bytes> answer = new CompletableFuture<>();
        long timer = vertx.setTimer(
                timeout.toMillis(),
                expired -> answer.completeExceptionally(
                        new IOException("no answer within " + timeout.toMillis() + " ms")));
        vertx.executeBlocking(() -> prepare(source), false)
                .compose(prepared -> ask(source, prepared, answer))
                .onSuccess(answer::complete)
                .onFailure(answer::completeExceptionally);
        return answer.whenComplete((bytes, failure) -> vertx.cancelTimer(timer));
    }

    private Prepared prepare(Source source) throws IOException {
        URI uri = source.uri();
        String host = uri.getHost();
        boolean isHttp = "http".equals(uri.getScheme());
        if (host == null || uri.getUserInfo() != null || (!isHttp && !"https".equals(uri.getScheme()))) {
            throw new IOException("not a URL that is fetched");
        }
        List<InetAddress> addresses = new ArrayList<>();
        for (InetAddress address : resolver.addresses(host)) {
            if (!source.reach().allows(uri, address)) {
                throw new IOException("the host has the address " + address.getHostAddress()
                        + ", which must not be asked with " + uri.getScheme());
            }
            addresses.add(address);
        }
        Path caFile = source.caFile();
        Path tokenFile = source.tokenFile();
        return new Prepared(
                addresses.subList(0, Math.min(addresses.size(), MOST_ADDRESSES)),
                caFile == null || isHttp ? null : Buffer.buffer(read(caFile)),
                tokenFile == null ? null : token(tokenFile));
    }

    private static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST_FILE);
            if (bytes.length == LARGEST_FILE) {
                throw new IOException(file + " is too long");
            }
            return bytes;
        }
    }

    private static String token(Path file) throws IOException {
        String token = new String(read(file), StandardCharsets.ISO_8859_1).strip();
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IOException(file + " has no token in it");
        }
        return token;
    }

    private Future<Bytes> ask(Source source, Prepared prepared, CompletableFuture<Bytes> answer) {
        if (answer.isDone()) {
            return Future.failedFuture("too late");
        }
        boolean isHttps = "https".equals(source.uri().getScheme());
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setKeepAlive(false)
                .setMaxPoolSize(1)
                .setConnectTimeout((int) Math.max(1, timeout.toMillis() / 2))
                .setSsl(isHttps)
                .setVerifyHost(true);
        if (prepared.authorities() != null) {
            options.setTrustOptions(new PemTrustOptions().addCertValue(prepared.authorities()));
        }
        HttpClient client = vertx.createHttpClient(options);
        answer.whenComplete((bytes, failure) -> client.close());
        return ask(client, source.uri(), prepared, 0, answer);
    }

    /** Asks the first address that can be connected to, from the one at {@code index} on. */
    private static Future<Bytes> ask(
            HttpClient client, URI uri, Prepared prepared, int index, CompletableFuture<Bytes> answer) {
        int port = uri.getPort() > 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(
                        port, prepared.addresses().get(index).getHostAddress()))
                .setHost(uri.getHost())
                .setPort(port)
                .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery())
                .setFollowRedirects(false)
                .putHeader(HttpHeaders.ACCEPT, "*/*")
                .putHeader(HttpHeaders.USER_AGENT, "sluice");
        if (prepared.token() != null) {
            request.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + prepared.token());
        }
        return client.request(request)
                .map(connected -> connected.send().compose(Fetch::body))
                .recover(unconnected -> index + 1 < prepared.addresses().size() && !answer.isDone()
                        ? Future.succeededFuture(ask(client, uri, prepared, index + 1, answer))
                        : Future.failedFuture(unconnected))
                .compose(asked -> asked);
    }

    private static Future<Bytes> body(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            return Future.failedFuture(new IOException("answered " + response.statusCode()));
        }
        Promise<Bytes> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(whole::tryFail)
                .handler(part -> {
                    if (body.length() + part.length() > LARGEST) {
                        whole.tryFail(new IOException("the answer is over " + LARGEST + " bytes"));
                        response.request().reset();
                    } else {
                        body.appendBuffer(part);
                    }
                })
                .endHandler(end -> whole.tryComplete(Bytes.of(body.getBytes())));
        return whole.future();
    }
}
