package dev.sluice.ingress.auth;

import dev.sluice.config.BearerToken;
import dev.sluice.ingress.auth.Verdict.Reason;
import dev.sluice.ingress.auth.Verdict.Unproven;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A secret as bearer token (RFC 6750, 2.1). The caller is the one whose secret it is. */
public final class BearerProof implements Proof {

    private static final String SCHEME = "Bearer";

    private static final Unproven MISSING = new Unproven(Reason.MISSING, "send a bearer token");
    private static final Unproven UNKNOWN = new Unproven(Reason.INVALID, "the bearer token is not that of a caller");

    private final SecretFiles.InForce<KnownSecrets> tokens;

    /** Takes the tokens of {@code settings}, which {@code files} keeps up to date. */
    public BearerProof(BearerToken settings, SecretFiles files) {
        this.tokens = files.follow(settings.callers(), KnownSecrets::of);
    }

    @Override
    public String challenge() {
        return "Bearer realm=\"sluice\"";
    }

    @Override
    public Verdict check(Presented request) {
        List<String> values = request.headers().getAll(HttpHeaders.AUTHORIZATION);
        if (values.size() > 1) {
            return Authorization.REPEATED;
        }
        String token = values.isEmpty() ? null : Authorization.credentials(values.get(0), SCHEME);
        if (token == null) {
            return MISSING;
        }
        Verdict proven = tokens.get().callerOf(token.getBytes(StandardCharsets.ISO_8859_1));
        return proven == null ? UNKNOWN : proven;
    }
}
