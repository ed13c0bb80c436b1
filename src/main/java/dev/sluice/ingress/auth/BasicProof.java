package dev.sluice.ingress.auth;

import dev.sluice.config.BasicLogin;
import dev.sluice.ingress.auth.Verdict.Reason;
import dev.sluice.ingress.auth.Verdict.Unproven;
import io.vertx.core.http.HttpHeaders;
import java.util.List;

/**
 * The name and the password of a user (RFC 7617), in UTF-8. The caller is the user. They are compared as one, so the
 * time of an answer does not tell whether there is such a user.
 */
public final class BasicProof implements Proof {

    private static final String SCHEME = "Basic";

    private static final Unproven MISSING =
            new Unproven(Reason.MISSING, "send the name and the password of a user by basic authentication");
    private static final Unproven MALFORMED = new Unproven(
            Reason.INVALID, "the credentials of basic authentication are not Base64 of a name, a colon and a password");
    private static final Unproven UNKNOWN =
            new Unproven(Reason.INVALID, "the name and the password of basic authentication are not those of a user");

    private final SecretFiles.InForce<KnownSecrets> users;

    /** Takes the users of {@code settings}, whose passwords {@code files} keeps up to date. */
    public BasicProof(BasicLogin settings, SecretFiles files) {
        this.users = files.follow(
                settings.users(), secrets -> KnownSecrets.of(secrets, (name, password) -> name + ":" + password));
    }

    @Override
    public String challenge() {
        return "Basic realm=\"sluice\", charset=\"UTF-8\"";
    }

    @Override
    public Verdict check(Presented request) {
        List<String> values = request.headers().getAll(HttpHeaders.AUTHORIZATION);
        if (values.size() > 1) {
            return Authorization.REPEATED;
        }
        String encoded = values.isEmpty() ? null : Authorization.credentials(values.get(0), SCHEME);
        if (encoded == null) {
            return MISSING;
        }
        byte[] nameAndPassword = Base64Text.decode(encoded, 0);
        if (nameAndPassword == null) {
            return MALFORMED;
        }
        Verdict proven = users.get().callerOf(nameAndPassword);
        return proven == null ? UNKNOWN : proven;
    }
}
