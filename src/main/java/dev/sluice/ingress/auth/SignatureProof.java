package dev.sluice.ingress.auth;

import dev.sluice.config.SignatureScheme;
import dev.sluice.config.SignatureScheme.Algorithm;
import dev.sluice.config.SignatureScheme.Part;
import dev.sluice.config.SignatureScheme.SignedBody;
import dev.sluice.config.SignatureScheme.SigningTime;
import dev.sluice.config.SignedRequest;
import dev.sluice.core.data.Sha256;
import dev.sluice.core.event.Bytes;
import dev.sluice.ingress.auth.Verdict.Reason;
import dev.sluice.ingress.auth.Verdict.Unproven;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A signature over the body, by a secret or by a private key. The caller is named like the sender.
 *
 * <p>An HMAC over at most 64 KiB is checked at once, which takes half a microsecond and as much for each KiB and
 * secret; larger ones, and Ed25519, are checked aside. Of a header with many signatures only the first ones count, so
 * that one request causes a bounded number of checks. A time that is too far from now is refused before the signature
 * is looked at.
 */
public final class SignatureProof implements Proof {

    private static final int MOST_BYTES_AT_ONCE = 64 * 1024;
    private static final int MOST_SIGNATURES = 10;
    private static final int MOST_SLOW_SIGNATURES = 3;

    /** How many slow checks may wait. */
    private static final int MOST_CHECKS = 64;

    private final SignatureScheme scheme;
    private final SignatureHeader header;
    private final @Nullable SigningClock clock;
    private final SecretFiles.InForce<List<SignatureKey>> keys;
    private final Aside.Lane aside;
    private final boolean tellsRepetitions;
    private final Verdict.Proven proven;
    private final Unproven missing;
    private final Unproven repeated;
    private final Unproven wrong;
    private final Unproven timeless;
    private final Unproven expired;
    private final Unproven incomplete;

    /**
     * Takes the signatures that {@code settings} says.
     *
     * @param files keeps the secrets up to date
     * @param threads make the checks that take long
     * @param epochMillis tells the time now, in milliseconds since 1970 UTC
     * @param tellsRepetitions whether verdicts identify what was signed
     */
    public SignatureProof(
            SignedRequest settings,
            SecretFiles files,
            Aside threads,
            LongSupplier epochMillis,
            boolean tellsRepetitions) {
        this.scheme = settings.scheme();
        SigningTime time = scheme.time();
        this.clock = time == null ? null : new SigningClock(time, epochMillis);
        this.header = new SignatureHeader(scheme, isSlow() ? MOST_SLOW_SIGNATURES : MOST_SIGNATURES);
        this.keys = files.follow(List.of(settings.secrets()), this::keys);
        this.aside = threads.lane(MOST_CHECKS);
        this.tellsRepetitions = tellsRepetitions;
        this.proven = new Verdict.Proven(settings.secrets().caller());
        this.missing = new Unproven(Reason.MISSING, "sign the body, and send the signature in " + scheme.header());
        this.repeated = new Unproven(Reason.INVALID, "send the header " + scheme.header() + " once");
        this.wrong = new Unproven(Reason.INVALID, "no signature in " + scheme.header() + " fits the request");
        String place = time == null || time.header() == null ? scheme.header() : time.header();
        this.timeless = new Unproven(Reason.INVALID, "there is not exactly one time of the signature in " + place);
        this.expired = new Unproven(
                Reason.EXPIRED,
                "the time of the signature in " + place + " is too far from now; sign the request anew");
        this.incomplete = new Unproven(Reason.INVALID, "a header that is signed is not there exactly once");
    }

    private boolean isSlow() {
        return scheme.algorithm() == Algorithm.ED25519;
    }

    /** Whether the body is signed as it was sent, with its content coding. */
    @Override
    public boolean judgesSent() {
        return scheme.body() == SignedBody.SENT;
    }

    private List<SignatureKey> keys(Map<String, List<String>> secretsByCaller) {
        return secretsByCaller.values().stream()
                .flatMap(List::stream)
                .map(secret -> SignatureKey.of(scheme, secret))
                .toList();
    }

    @Override
    public boolean needsBody() {
        return true;
    }

    @Override
    public Verdict check(Presented request) {
        List<String> values = request.headers().getAll(scheme.header());
        if (values.size() != 1) {
            return values.isEmpty() ? missing : repeated;
        }
        String time = null;
        if (clock != null) {
            time = time(request.headers(), values.get(0));
            long millis = time == null ? SigningClock.NO_TIME : clock.read(time);
            if (millis == SigningClock.NO_TIME) {
                return timeless;
            }
            if (!clock.isNow(millis)) {
                return expired;
            }
        }
        List<byte[]> signatures = header.signaturesIn(values.get(0));
        if (signatures.isEmpty()) {
            return wrong;
        }
        Bytes[] signed = signed(request, time);
        if (signed == null) {
            return incomplete;
        }
        List<SignatureKey> now = keys.get();
        return isSlow() || (long) length(signed) * now.size() > MOST_BYTES_AT_ONCE
                ? aside.make(() -> verdict(now, signatures, signed))
                : verdict(now, signatures, signed);
    }

    private @Nullable String time(MultiMap headers, String signatureHeader) {
        SigningTime time = scheme.time();
        if (time == null || time.header() == null) {
            return time == null || time.entry() == null ? null : header.entry(signatureHeader, time.entry());
        }
        return only(headers.getAll(time.header()));
    }

    /** What is signed, in parts; null if a header that is a part of it is not there once. */
    private Bytes @Nullable [] signed(Presented request, @Nullable String time) {
        List<Part> parts = scheme.signed();
        Bytes[] signed = new Bytes[parts.size()];
        for (int i = 0; i < signed.length; i++) {
            Part part = parts.get(i);
            if (part instanceof Part.Body) {
                signed[i] = scheme.body() == SignedBody.SENT ? request.sent() : request.decoded();
            } else if (part instanceof Part.Literal literal) {
                signed[i] = literal.bytes();
            } else if (part instanceof Part.Method) {
                signed[i] = latin1(request.method());
            } else {
                String value = part instanceof Part.Header field
                        ? only(request.headers().getAll(field.name()))
                        : time;
                if (value == null) {
                    return null;
                }
                signed[i] = latin1(value);
            }
        }
        return signed;
    }

    private static @Nullable String only(List<String> values) {
        return values.size() == 1 ? values.get(0) : null;
    }

    /** The bytes that were sent, of which the server makes a character each. */
    private static Bytes latin1(String sent) {
        return Bytes.of(sent.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static int length(Bytes[] parts) {
        int length = 0;
        for (Bytes part : parts) {
            length += part.length();
        }
        return length;
    }

    private Verdict verdict(List<SignatureKey> now, List<byte[]> signatures, Bytes[] signed) {
        boolean any = false;
        for (SignatureKey key : now) {
            any |= key.made(signatures, signed);
        }
        if (!any) {
            return wrong;
        }
        return tellsRepetitions ? new Verdict.Proven(proven.caller(), id(signed)) : proven;
    }

    /** The same for the same parts in the same order. */
    private static String id(Bytes[] signed) {
        MessageDigest hash = Sha256.create();
        for (Bytes part : signed) {
            hash.update(part.array(), part.offset(), part.length());
        }
        return new String(hash.digest(), StandardCharsets.ISO_8859_1);
    }
}
