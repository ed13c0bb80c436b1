package dev.sluice.config;

import dev.sluice.core.data.JsonPointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes an {@link OidcTokens} from the texts of its keys, and reports the texts that are wrong.
 *
 * <p>Used by the thread of the startup.
 */
final class OidcReader {

    private static final List<String> PRESETS = List.of("google", "entra", "kubernetes");

    /** Claims that all tokens of an issuer have alike. */
    private static final Set<String> ALIKE = Set.of("iss", "aud", "tid", "email_verified");

    private final SenderKeys.Oidc keys;
    private final String prefix;
    private final ConfigErrors errors;
    private final IssuerReader issuers;

    private OidcReader(SenderKeys.Oidc keys, String prefix, ConfigErrors errors) {
        this.keys = keys;
        this.prefix = prefix;
        this.errors = errors;
        this.issuers = new IssuerReader(keys, prefix, errors);
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
            issuers.refuseTenant();
        }
        List<String> audiences = audiences();
        List<RequiredClaim> claims = claims();
        boolean isForAnybody =
                (!preset.isEmpty() || keys.issuer().orElse(List.of()).stream().anyMatch(IssuerReader::isPublic))
                        && claims.stream()
                                .allMatch(claim -> claim.path().size() == 1
                                        && ALIKE.contains(claim.path().get(0)));
        Optional<String> caller = keys.callerClaim();
        return switch (preset) {
            case "google" -> {
                claims.add(0, new RequiredClaim(List.of("email_verified"), List.of("true")));
                yield new OidcTokens(
                        issuers.google(), audiences, claims, List.of(caller.orElse("email")), isForAnybody);
            }
            case "entra" -> {
                String tenant = issuers.tenant();
                claims.add(0, new RequiredClaim(List.of("tid"), List.of(tenant)));
                yield new OidcTokens(
                        issuers.entra(tenant),
                        audiences,
                        claims,
                        caller.map(List::of).orElse(List.of("azp", "appid")),
                        isForAnybody);
            }
            case "kubernetes" ->
                new OidcTokens(issuers.kubernetes(), audiences, claims, List.of(caller.orElse("sub")), isForAnybody);
            default ->
                new OidcTokens(
                        preset.isEmpty() ? issuers.named() : List.of(),
                        audiences,
                        claims,
                        List.of(caller.orElse("sub")),
                        isForAnybody);
        };
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
}
