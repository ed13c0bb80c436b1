package dev.sluice.ingress;

import dev.sluice.config.CallerSecrets;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.SluiceConfig.Audience;
import dev.sluice.core.event.Bytes;
import dev.sluice.ingress.auth.Authenticators;
import dev.sluice.ingress.auth.Presented;
import dev.sluice.ingress.auth.Proof;
import dev.sluice.ingress.auth.Verdict;
import dev.sluice.ingress.connection.AnswerHeader;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may see the pages below {@code /q/}, and how often: metrics and the like show the inside, and take milliseconds,
 * during which no event is taken.
 *
 * <p>The health pages are open and never limited, because platforms restart an instance whose health they cannot see.
 * Thread-safe.
 */
@Singleton
final class Pages {

    private static final String HEALTH = "/q/health";

    /** How often the other pages are shown. */
    private static final int A_MINUTE = 60 * 60;

    /**
     * What a proxy adds. Its own address says nothing of who asks: in front of an instance of Knative, of Cloud Run, or
     * behind an ingress, every request comes from a private address.
     */
    private static final List<CharSequence> OF_A_PROXY = List.of(
            HttpHeaders.createOptimized("Forwarded"),
            HttpHeaders.createOptimized("X-Forwarded-For"),
            HttpHeaders.createOptimized("X-Real-IP"),
            HttpHeaders.createOptimized("Via"),
            HttpHeaders.createOptimized("K-Proxy-Request"));

    private static final Refused NOT_LOCAL = new Refused(
            Outcome.FORBIDDEN,
            "this page is shown to loopback and private addresses, without a proxy; sluice.pages changes that",
            null);

    private final Audience audience;
    private final @Nullable Proof token;
    private final Refused withoutToken;
    private final TokenBucket shown = new TokenBucket(A_MINUTE, System.nanoTime());

    @Inject
    Pages(SluiceConfig config, Authenticators authenticators) {
        this(config.pages().audience(), proof(config.pages().token(), authenticators));
    }

    /** Shows them to {@code audience}, and to whoever has {@code token}; null for no token. */
    Pages(Audience audience, @Nullable Proof token) {
        this.audience = audience;
        this.token = token;
        this.withoutToken = token == null ? NOT_LOCAL : withoutToken(token);
    }

    private static @Nullable Proof proof(@Nullable CallerSecrets tokens, Authenticators authenticators) {
        return tokens == null ? null : authenticators.bearer(tokens);
    }

    /**
     * Why a page is not shown.
     *
     * @param detail one line for the answer
     * @param header of the answer; null for none
     */
    record Refused(Outcome outcome, String detail, @Nullable AnswerHeader header) {}

    private static Refused withoutToken(Proof token) {
        String challenge = token.challenge();
        return new Refused(
                Outcome.UNAUTHENTICATED,
                "this page is shown to whoever has the token of sluice.pages-token",
                challenge == null ? null : new AnswerHeader(Entrance.WWW_AUTHENTICATE, challenge));
    }

    /**
     * Decides about a request for a page. Those that may not see it do not count against how often it is shown.
     *
     * @param path as the router looks for it: without {@code ..} and the like
     * @return null to show it
     */
    @Nullable
    Refused refusal(HttpServerRequest request, String path) {
        SocketAddress peer = request.connection().remoteAddress();
        Presented presented =
                new Presented(request.method().name(), request.headers(), null, null, Bytes.empty(), Bytes.empty());
        return refusal(peer == null ? null : peer.hostAddress(), presented, path);
    }

    /** The same; {@code peer} is the address that the connection comes from, as digits, or null. */
    @Nullable
    Refused refusal(@Nullable String peer, Presented request, String path) {
        if (path.equals(HEALTH) || path.startsWith(HEALTH + "/")) {
            return null;
        }
        if (!maySee(peer, request)) {
            return withoutToken;
        }
        return shown.secondsToWait(System.nanoTime()) > 0 ? tooOften() : null;
    }

    private static Refused tooOften() {
        return new Refused(
                Outcome.OVERLOADED, "this page is requested too often; try again later", Outcome.OVERLOADED.header());
    }

    private boolean maySee(@Nullable String peer, Presented request) {
        return switch (audience) {
            case OPEN -> true;
            case LOCAL ->
                isLocal(peer) && OF_A_PROXY.stream().noneMatch(request.headers()::contains) || hasToken(request);
            case TOKEN -> hasToken(request);
        };
    }

    private boolean hasToken(Presented request) {
        return token != null && token.check(request) instanceof Verdict.Proven;
    }

    /**
     * Whether it is a loopback or private address (RFC 1918, 4193), or one that providers share out among their
     * customers (RFC 6598), as some clusters do among their pods.
     *
     * @param address as digits; an address of IPv4 that is mapped into IPv6 is that of IPv4; null for none
     */
    private static boolean isLocal(@Nullable String address) {
        byte[] bytes = address == null ? null : NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null) {
            return false;
        }
        try {
            InetAddress read = InetAddress.getByAddress(bytes);
            return read.isLoopbackAddress()
                    || (read instanceof Inet4Address
                            ? read.isSiteLocalAddress() || isShared(bytes)
                            : (bytes[0] & 0xFE) == 0xFC);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("it has the length of an address", e);
        }
    }

    /** 100.64.0.0/10; of the mapped form, the last four bytes count. */
    private static boolean isShared(byte[] bytes) {
        int first = bytes.length - Integer.BYTES;
        return bytes[first] == 100 && (bytes[first + 1] & 0xC0) == 0x40;
    }
}
