package dev.sluice.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the issuers of a sender's tokens, by their names or by a preset, and reports the texts that are wrong.
 *
 * <p>Used by the thread of the startup.
 */
final class IssuerReader {

    private static final String WELL_KNOWN = "/.well-known/openid-configuration";
    private static final String GOOGLE = "https://accounts.google.com";
    private static final String KUBERNETES = "https://kubernetes.default.svc" + WELL_KNOWN;
    private static final Path POD = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    /** Issuers of which anybody gets a token with any audience, or anybody of a tenant. */
    private static final Set<String> PUBLIC = Set.of(
            "accounts.google.com",
            "token.actions.githubusercontent.com",
            "gitlab.com",
            "login.microsoftonline.com",
            "sts.windows.net");

    private static final Pattern TENANT =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /** No name of a host of a network, whatever it resolves to. */
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");

    private final SenderKeys.Oidc keys;
    private final String prefix;
    private final ConfigErrors errors;

    /** A reader of the keys below {@code prefix}, which ends with a dot. */
    IssuerReader(SenderKeys.Oidc keys, String prefix, ConfigErrors errors) {
        this.keys = keys;
        this.prefix = prefix;
        this.errors = errors;
    }

    /** Whether anybody gets a token of {@code issuer}, or anybody of a tenant. */
    static boolean isPublic(String issuer) {
        try {
            return PUBLIC.contains(String.valueOf(new URI(issuer).getHost()));
        } catch (URISyntaxException e) {
            // and reported where it is read
            return false;
        }
    }

    /** The issuers that the sender names; if it names none, that is reported. */
    List<OidcIssuer> named() {
        List<String> names = keys.issuer().orElse(List.of());
        if (names.isEmpty()) {
            errors.add(
                    prefix + "issuer is missing: write the issuer's URL exactly as the claim iss of its tokens has it,"
                            + " or a preset: google, entra, kubernetes");
        }
        Optional<String> jwks = keys.jwksUri();
        if (jwks.isPresent() && names.size() > 1) {
            hasNoEffect("jwks-uri", jwks.get(), "with several issuers, whose keys differ: let discovery find them");
        }
        URI keysAt = jwks.map(text -> address("jwks-uri", text)).orElse(null);
        List<OidcIssuer> issuers = new ArrayList<>();
        for (String name : names) {
            URI url = address("issuer", name);
            URI discovery = keysAt == null && url != null ? URI.create(withoutSlash(name) + WELL_KNOWN) : null;
            issuers.add(new OidcIssuer(List.of(name), discovery, keysAt, caFile(), tokenFile()));
        }
        return issuers;
    }

    /** {@code preset: google}. */
    List<OidcIssuer> google() {
        refusesIssuer("google");
        URI jwks = keys.jwksUri().map(text -> address("jwks-uri", text)).orElse(null);
        return List.of(new OidcIssuer(
                List.of(GOOGLE, "accounts.google.com"),
                jwks == null ? URI.create(GOOGLE + WELL_KNOWN) : null,
                jwks,
                caFile(),
                tokenFile()));
    }

    /** {@code preset: entra}: the ID of the tenant; empty if it is missing or wrong, which is reported. */
    String tenant() {
        if (keys.tenant().isEmpty()) {
            errors.add(prefix
                    + "tenant is missing: preset: entra needs the ID of your tenant, as Entra's overview shows it");
            return "";
        }
        String tenant = keys.tenant().get();
        if (!TENANT.matcher(tenant).matches()) {
            errors.refuse(
                    prefix + "tenant",
                    tenant,
                    "is not the ID of a tenant: write the ID in lower case, such as"
                            + " 00000000-0000-0000-0000-000000000000, not a name or domain");
            return "";
        }
        return tenant;
    }

    /** Reports a tenant, which no other preset has. */
    void refuseTenant() {
        keys.tenant().ifPresent(tenant -> hasNoEffect("tenant", tenant, "without preset: entra"));
    }

    /**
     * {@code preset: entra}: the two versions of tokens, of which the application that the audience names has one set.
     */
    List<OidcIssuer> entra(String tenant) {
        refusesIssuer("entra");
        keys.jwksUri().ifPresent(uri -> hasNoEffect("jwks-uri", uri, "with preset: entra"));
        String login = "https://login.microsoftonline.com/" + tenant;
        return List.of(
                new OidcIssuer(
                        List.of("https://sts.windows.net/" + tenant + "/"),
                        URI.create(login + WELL_KNOWN),
                        null,
                        caFile(),
                        tokenFile()),
                new OidcIssuer(
                        List.of(login + "/v2.0"),
                        URI.create(login + "/v2.0" + WELL_KNOWN),
                        null,
                        caFile(),
                        tokenFile()));
    }

    /** {@code preset: kubernetes}: the cluster that the process runs in, or the one that the sender names. */
    List<OidcIssuer> kubernetes() {
        List<String> names = keys.issuer().orElse(List.of());
        URI jwks = keys.jwksUri().map(text -> address("jwks-uri", text)).orElse(null);
        if (jwks != null && names.isEmpty()) {
            errors.refuse(
                    prefix + "jwks-uri",
                    jwks.toString(),
                    "leaves nothing to read the cluster's issuer from: name it as issuer, or leave jwks-uri out");
        }
        return List.of(new OidcIssuer(
                names,
                jwks == null ? URI.create(KUBERNETES) : null,
                jwks,
                keys.caFile().map(Path::of).orElse(POD.resolve("ca.crt")),
                keys.tokenFile().map(Path::of).orElse(POD.resolve("token"))));
    }

    private void refusesIssuer(String preset) {
        keys.issuer().ifPresent(names -> hasNoEffect("issuer", String.join(",", names), "with preset: " + preset));
    }

    private void hasNoEffect(String key, String value, String where) {
        errors.refuse(prefix + key, value, "has no effect " + where + ": remove it");
    }

    private @Nullable Path caFile() {
        return keys.caFile().map(Path::of).orElse(null);
    }

    private @Nullable Path tokenFile() {
        return keys.tokenFile().map(Path::of).orElse(null);
    }

    private @Nullable URI address(String key, String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            errors.refuse(prefix + key, text, "is not a URL: write, for example, https://issuer.example");
            return null;
        }
        String host = uri.getHost();
        if (host == null || uri.getUserInfo() != null || uri.getFragment() != null || !isLegalScheme(uri, host)) {
            errors.refuse(
                    prefix + key,
                    text,
                    "is not usable: write an https URL without user and fragment (http is for loopback addresses only,"
                            + " because whoever is on the way could put in keys of its own)");
            return null;
        }
        if (key.equals("issuer") && uri.getQuery() != null) {
            errors.refuse(prefix + key, text, "has a query, which no issuer has (OpenID Connect Discovery 1.0, 3)");
            return null;
        }
        return uri;
    }

    private static boolean isLegalScheme(URI uri, String host) {
        return "https".equals(uri.getScheme())
                || ("http".equals(uri.getScheme()) && LOOPBACK.matcher(host).matches());
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
