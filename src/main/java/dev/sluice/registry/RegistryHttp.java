package dev.sluice.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.config.RegistrySettings;
import dev.sluice.core.event.Bytes;
import dev.sluice.registry.LookupFailure.Kind;
import dev.sluice.registry.RegistryJson.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks the servers of the registry, beginning with the one that answered last.
 *
 * <p>Blocks its caller, which is no event loop, for as long as it was told at most. Follows no redirect, knows no
 * proxy, and reads its files anew for each question, so what changes in them is taken up. Thread-safe.
 */
final class RegistryHttp {

    private static final Logger LOG = Logger.getLogger("dev.sluice.registry");

    /** The largest answer in bytes. */
    static final int LARGEST_ANSWER = 1024 * 1024;

    private static final int LARGEST_FILE = 1024 * 1024;
    private static final int CONNECTIONS = 4;
    private static final int KEEP_ALIVE_SECONDS = 5;
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

    private final RegistrySettings settings;
    private final Vertx vertx;

    /** The index of the server that is asked first. */
    private volatile int first;

    private @Nullable HttpClient client;
    private Tls tls = new Tls(null, null, null);

    /** Makes something of an answer that is a success. */
    @FunctionalInterface
    interface Reading<T> {
        /** What the body says; a failure of the kind {@code UNAVAILABLE} if it is no answer to the question. */
        T read(Bytes body) throws LookupFailure;
    }

    private record Reply(int status, Bytes body) {}

    /** The content of the files. */
    private record Tls(
            @Nullable Buffer authorities,
            @Nullable Buffer certificate,
            @Nullable Buffer key) {}

    /** Asks the registry that {@code settings} describe. */
    RegistryHttp(RegistrySettings settings, Vertx vertx) {
        this.settings = settings;
        this.vertx = vertx;
    }

    /**
     * Asks one server after the other, until one answers as it should.
     *
     * @param path what follows the server's URL, encoded
     * @param body the body of a POST; null for a GET
     * @param millis how long all of it may take, of which each server gets a share
     * @return what {@code reading} makes of the body of a 200
     * @throws LookupFailure {@code ABSENT} and {@code REJECTED} as soon as a server says so, and what {@code reading}
     *     throws; otherwise what was wrong with each server
     */
    <T> T ask(String path, @Nullable Bytes body, long millis, Reading<T> reading) throws LookupFailure {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        List<URI> urls = settings.urls();
        List<LookupFailure> failures = new ArrayList<>();
        int start = first;
        for (int i = 0; i < urls.size(); i++) {
            int index = (start + i) % urls.size();
            URI url = urls.get(index);
            try {
                T result = reading.read(success(reply(url, path, body, left(end) / (urls.size() - i))));
                first = index;
                return result;
            } catch (LookupFailure e) {
                if (e.kind().isFinal()) {
                    first = index;
                    throw e.behind(url.toString());
                }
                failures.add(e.behind(url.toString()));
            }
        }
        throw failures.size() == 1
                ? failures.get(0)
                : new LookupFailure(
                        failures.get(0).kind(),
                        String.join(
                                "; ",
                                failures.stream().map(LookupFailure::getMessage).toList()));
    }

    /** Milliseconds to {@code end}, rounded up; 0 if it is over. */
    private static long left(long end) {
        return Math.max(0, (end - System.nanoTime() + 999_999) / 1_000_000);
    }

    private static Bytes success(Reply reply) throws LookupFailure {
        if (reply.status == 200) {
            return reply.body;
        }
        Problem problem = RegistryJson.problem(reply.body);
        String told = "answered " + reply.status + problem.inBrackets();
        throw switch (reply.status) {
            case 401, 403 -> new LookupFailure(Kind.FORBIDDEN, told);
            case 404 ->
                problem.code() / 100 == 404
                        ? new LookupFailure(Kind.ABSENT, told)
                        : new LookupFailure(
                                Kind.UNAVAILABLE,
                                told + ", without an error code of a registry: check the path of sluice.registry.url");
            case 409, 422 -> new LookupFailure(Kind.REJECTED, told);
            case 301, 302, 303, 307, 308 ->
                new LookupFailure(Kind.UNAVAILABLE, told + ", and redirects are not followed");
            default -> new LookupFailure(Kind.UNAVAILABLE, told);
        };
    }

    private Reply reply(URI url, String path, @Nullable Bytes body, long millis) throws LookupFailure {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            try {
                return reply(options(url, path, body != null, millis), body, millis);
            } catch (ExecutionException e) {
                long left = left(end);
                if (left == 0 || !(e.getCause() instanceof HttpClosedException)) {
                    throw e;
                }
                // the server may have closed a connection that was kept, as the question was on its way
                return reply(options(url, path, body != null, left), body, left);
            }
        } catch (TimeoutException e) {
            throw new LookupFailure(Kind.UNAVAILABLE, "no answer within " + millis + " ms");
        } catch (ExecutionException e) {
            throw new LookupFailure(Kind.UNAVAILABLE, reason(e));
        } catch (IOException e) {
            throw new LookupFailure(Kind.UNAVAILABLE, "cannot be asked: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LookupFailure(Kind.UNAVAILABLE, "the process ends");
        }
    }

    private Reply reply(RequestOptions options, @Nullable Bytes body, long millis)
            throws IOException, ExecutionException, InterruptedException, TimeoutException {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        client().request(options)
                .compose(request -> send(request, body, reply))
                .onSuccess(reply::complete)
                .onFailure(reply::completeExceptionally);
        try {
            return reply.get(Math.max(1, millis), TimeUnit.MILLISECONDS);
        } finally {
            reply.cancel(false);
        }
    }

    private RequestOptions options(URI url, String path, boolean isPost, long millis) throws IOException {
        boolean isHttps = "https".equals(url.getScheme());
        RequestOptions options = new RequestOptions()
                .setMethod(isPost ? HttpMethod.POST : HttpMethod.GET)
                .setSsl(isHttps)
                .setHost(url.getHost())
                .setPort(url.getPort() > 0 ? url.getPort() : isHttps ? 443 : 80)
                .setURI(url.getRawPath() + path)
                .setFollowRedirects(false)
                .setConnectTimeout(Math.max(1, millis))
                .putHeader(HttpHeaders.ACCEPT, MEDIA_TYPE + ", application/json;q=0.9")
                .putHeader(HttpHeaders.USER_AGENT, "sluice");
        if (isPost) {
            options.putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
        }
        RegistrySettings.Login login = settings.login();
        if (login != null) {
            options.putHeader(HttpHeaders.AUTHORIZATION, authorization(login));
        }
        return options;
    }

    private static String authorization(RegistrySettings.Login login) throws IOException {
        String secret = login.secret().read();
        if (login.username() != null) {
            byte[] both = (login.username() + ":" + secret).getBytes(UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(both);
        }
        if (!secret.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IOException(login.secret() + " has no token");
        }
        return "Bearer " + secret;
    }

    private static Future<Reply> send(HttpClientRequest request, @Nullable Bytes body, CompletableFuture<Reply> reply) {
        // once whoever waits gives up
        reply.whenComplete((answered, failure) -> {
            if (failure != null) {
                request.reset();
            }
        });
        return (body == null ? request.send() : request.send(Buffer.buffer(body.toArray())))
                .compose(RegistryHttp::whole);
    }

    private static Future<Reply> whole(HttpClientResponse response) {
        Promise<Reply> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(whole::tryFail)
                .handler(part -> {
                    if (body.length() + part.length() > LARGEST_ANSWER) {
                        whole.tryFail(new IOException("the answer is over " + LARGEST_ANSWER + " bytes"));
                    } else {
                        body.appendBuffer(part);
                    }
                })
                .endHandler(end -> whole.tryComplete(new Reply(response.statusCode(), Bytes.of(body.getBytes()))));
        return whole.future();
    }

    /** The innermost cause: those around it say that a connection failed, and not why. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause.getCause() != null && depth < 20; depth++) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + " " + cause.getMessage();
    }

    /** The client for the files as they are now. */
    private synchronized HttpClient client() throws IOException {
        RegistrySettings.Identity identity = settings.identity();
        Tls now = new Tls(
                read(settings.authorities()),
                read(identity == null ? null : identity.certificate()),
                read(identity == null ? null : identity.key()));
        HttpClient known = client;
        if (known != null && now.equals(tls)) {
            return known;
        }
        if (known != null) {
            // once its questions are over
            vertx.setTimer(2 * settings.timeout().toMillis(), later -> known.close());
        }
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setMaxPoolSize(CONNECTIONS)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setVerifyHost(true);
        if (now.authorities != null) {
            options.setTrustOptions(new PemTrustOptions().addCertValue(now.authorities));
        }
        if (now.certificate != null && now.key != null) {
            options.setKeyCertOptions(
                    new PemKeyCertOptions().addCertValue(now.certificate).addKeyValue(now.key));
        }
        HttpClient made = vertx.httpClientBuilder()
                .with(options)
                // a failure is that of a question, which tells it; without this there is an ERROR besides
                .withConnectHandler(connection -> connection.exceptionHandler(
                        failure -> LOG.debugf("a connection to the registry failed: %s", failure.getMessage())))
                .build();
        client = made;
        tls = now;
        return made;
    }

    private static @Nullable Buffer read(@Nullable Path file) throws IOException {
        if (file == null) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE) {
                throw new IOException(file + " is larger than " + LARGEST_FILE + " bytes");
            }
            return Buffer.buffer(bytes);
        }
    }

    /** Closes all connections. */
    synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
