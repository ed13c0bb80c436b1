package dev.sluice.ingress.auth;

import dev.sluice.config.ApiKey;
import dev.sluice.ingress.auth.Verdict.Reason;
import dev.sluice.ingress.auth.Verdict.Unproven;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A secret in a header, or in a parameter of the query. The caller is the one whose secret it is. */
public final class ApiKeyProof implements Proof {

    private final @Nullable String header;
    private final @Nullable QueryParameter parameter;
    private final SecretFiles.InForce<KnownSecrets> keys;
    private final Unproven missing;
    private final Unproven repeated;
    private final Unproven unknown;

    /** Takes the keys of {@code settings}, which {@code files} keeps up to date. */
    public ApiKeyProof(ApiKey settings, SecretFiles files) {
        this.header = settings.header();
        this.parameter = settings.query() == null ? null : new QueryParameter(settings.query());
        this.keys = files.follow(settings.callers(), KnownSecrets::of);
        String place = header == null ? "the query parameter " + settings.query() : "the header " + header;
        this.missing = new Unproven(Reason.MISSING, "send an API key in " + place);
        this.repeated = new Unproven(Reason.INVALID, "send " + place + " once");
        this.unknown = new Unproven(Reason.INVALID, "the API key in " + place + " is not that of a caller");
    }

    @Override
    public Verdict check(Presented request) {
        byte[] key;
        if (header != null) {
            List<String> values = request.headers().getAll(header);
            if (values.size() != 1) {
                return values.isEmpty() ? missing : repeated;
            }
            key = values.get(0).getBytes(StandardCharsets.ISO_8859_1);
        } else {
            List<byte[]> values =
                    request.query() == null || parameter == null ? List.of() : parameter.valuesIn(request.query());
            if (values.size() != 1) {
                return values.isEmpty() ? missing : repeated;
            }
            key = values.get(0);
        }
        Verdict proven = keys.get().callerOf(key);
        return proven == null ? unknown : proven;
    }
}
