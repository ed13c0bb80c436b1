package dev.sluice.config;

import dev.sluice.core.data.JsonPointer;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes an {@link OidcTokens} from the texts of its keys, and reports the texts that are wrong.
 *
 * <p>Used by the thread of the startup.
 */
final class OidcReader {

    private static final List<String> PRESETS = List.of("google", "entra", "kubernetes");
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

    /** Claims that all tokens of an issuer have alike. */
    private static final Set<String> ALIKE = Set.of("iss", "aud", "tid", "email_verified");

    private static final Pattern TENANT =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /** No name of a host of a network, whatever it resolves to. */
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");

    private final SenderKeys.Oidc keys;
    private final String prefix;
    private final ConfigErrors errors;

    private OidcReader(SenderKeys.Oidc keys, String prefix, ConfigErrors errors) {
        this.keys = keys;
        this.prefix = prefix;
        this.errors = errors;
    }

    /**
     * Reads the keys below {@code prefix}, which ends with a dot; null if none of them is set. The result must not be
     * used if anything was reported to {@code errors}.
     */
    static @Nullable OidcTokens read(SenderKeys.Oidc keys, String prefix, ConfigErrors errors) {
        return isSet(keys) ? new OidcReader(keys, prefix, errors).tokens() : null;
    }

    private static boolean isSet(SenderKeys.Oidc keys) {
        return keys.preset().isPresent()
                || keys.tenant().isPresent()
                || keys.issuer().isPresent()
                || keys.audience().isPresent()
                || keys.jwksUri().isPresent()
                || !keys.claims().isEmpty()
                || keys.callerClaim().isPresent()
                || keys.caFile().isPresent()
                || keys.tokenFile().isPresent();
    }

    private OidcTokens tokens() {
        String preset = keys.preset().map(String::trim).orElse("");
        if (!preset.isEmpty() && !PRESETS.contains(preset)) {
            errors.refuse(
                    prefix + "preset",
                    preset,
                    "is not known: did you mean " + EditDistance.nearest(preset, PRESETS)
                            + "? Write one of google, entra, kubernetes, or leave it out and name the issuer");
        }
        if (!preset.equals("entra")) {
            keys.tenant().ifPresent(tenant -> hasNoEffect("tenant", tenant, "without preset: entra"));
        }
        List<String> audiences = audiences();
        List<RequiredClaim> claims = claims();
        boolean isForAnybody =
                (!preset.isEmpty() || keys.issuer().orElse(List.of()).stream().anyMatch(OidcReader::isPublic))
                        && claims.stream()
                                .allMatch(claim -> claim.path().size() == 1
                                        && ALIKE.contains(claim.path().get(0)));
        Optional<String> caller = keys.callerClaim();
        return switch (preset) {
            case "google" -> {
                claims.add(0, new RequiredClaim(List.of("email_verified"), List.of("true")));
                yield new OidcTokens(google(), audiences, claims, List.of(caller.orElse("email")), isForAnybody);
            }
            case "entra" -> {
                String tenant = tenant();
                claims.add(0, new RequiredClaim(List.of("tid"), List.of(tenant)));
                yield new OidcTokens(
                        entra(tenant),
                        audiences,
                        claims,
                        caller.map(List::of).orElse(List.of("azp", "appid")),
                        isForAnybody);
            }
            case "kubernetes" ->
                new OidcTokens(kubernetes(), audiences, claims, List.of(caller.orElse("sub")), isForAnybody);
            default ->
                new OidcTokens(
                        preset.isEmpty() ? named() : List.of(),
                        audiences,
                        claims,
                        List.of(caller.orElse("sub")),
                        isForAnybody);
        };
    }

    private static boolean isPublic(String issuer) {
        try {
            return PUBLIC.contains(String.valueOf(new URI(issuer).getHost()));
        } catch (URISyntaxException e) {
            // and reported where it is read
            return false;
        }
    }

    private List<OidcIssuer> named() {
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

    private List<OidcIssuer> google() {
        refusesIssuer("google");
        URI jwks = keys.jwksUri().map(text -> address("jwks-uri", text)).orElse(null);
        return List.of(new OidcIssuer(
                List.of(GOOGLE, "accounts.google.com"),
                jwks == null ? URI.create(GOOGLE + WELL_KNOWN) : null,
                jwks,
                caFile(),
                tokenFile()));
    }

    private String tenant() {
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

    /** The two versions of tokens; which of them a sender uses is set at the application that the audience names. */
    private List<OidcIssuer> entra(String tenant) {
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

    private List<OidcIssuer> kubernetes() {
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

    private List<String> audiences() {
        List<String> audiences = keys.audience().orElse(List.of());
        if (audiences.isEmpty()) {
            errors.add(prefix + "audience is missing: tokens that the issuer gave to other services would be taken;"
                    + " write the audience that the sender asks for, for example the URL of this endpoint");
        }
        return audiences;
    }

    private List<RequiredClaim> claims() {
        List<RequiredClaim> claims = new ArrayList<>();
        for (Map.Entry<String, List<String>> claim : new TreeMap<>(keys.claims()).entrySet()) {
            String key = prefix + "claims." + claim.getKey();
            for (String accepted : claim.getValue()) {
                if (accepted.equals("*")) {
                    errors.refuse(key, accepted, "accepts anybody: write a text, or a prefix before the *");
                }
            }
            List<String> path = path(key, claim.getKey());
            if (!path.isEmpty()) {
                claims.add(new RequiredClaim(path, List.copyOf(claim.getValue())));
            }
        }
        return claims;
    }

    private List<String> path(String key, String name) {
        if (!name.startsWith("/")) {
            return List.of(name);
        }
        try {
            return JsonPointer.parse(name).parts();
        } catch (IllegalArgumentException e) {
            errors.add(key + " " + e.getMessage());
            return List.of();
        }
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
