package dev.sluice.config;

import dev.sluice.config.RegistrySettings.Identity;
import dev.sluice.config.RegistrySettings.Login;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link RegistrySettings} from the texts of the keys, and reports the texts that are wrong.
 *
 * <p>Used by the thread of the startup.
 */
final class RegistryReader {

    private static final String PREFIX = "sluice.registry.";
    private static final Duration LONGEST_DEFAULT = Duration.ofSeconds(2);
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(50);
    private static final Duration SHORTEST_REFRESH = Duration.ofSeconds(1);

    private static final int LAST_PORT = 65_535;

    /** No name of a host of a network, whatever it resolves to. */
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");

    private final RegistryKeys keys;
    private final ConfigErrors errors;
    private final ValueParser values;

    private RegistryReader(RegistryKeys keys, ConfigErrors errors) {
        this.keys = keys;
        this.errors = errors;
        this.values = new ValueParser(errors);
    }

    /**
     * Reads the keys; null if none of them is set. The result must not be used if anything was reported to
     * {@code errors}.
     *
     * @param shortestDeadline how long the least patient sender waits for an answer
     */
    static @Nullable RegistrySettings read(RegistryKeys keys, Duration shortestDeadline, ConfigErrors errors) {
        return isSet(keys) ? new RegistryReader(keys, errors).settings(shortestDeadline) : null;
    }

    private static boolean isSet(RegistryKeys keys) {
        return keys.url().isPresent()
                || Stream.of(
                                keys.username(),
                                keys.password(),
                                keys.token(),
                                keys.ca(),
                                keys.certificate(),
                                keys.key(),
                                keys.timeout(),
                                keys.refresh(),
                                keys.readyNeedsSchemas())
                        .anyMatch(Optional::isPresent);
    }

    private RegistrySettings settings(Duration shortestDeadline) {
        List<URI> urls = urls();
        Login login = login();
        if (login != null) {
            urls.stream().filter(RegistryReader::isReadOnTheWay).forEach(this::adviseAgainst);
        }
        Path authorities = file("ca", keys.ca());
        Identity identity = identity();
        if ((authorities != null || identity != null)
                && !urls.isEmpty()
                && urls.stream().noneMatch(url -> "https".equals(url.getScheme()))) {
            errors.add(PREFIX + (authorities != null ? "ca" : "certificate")
                    + " has no effect, because no sluice.registry.url begins with https: write https, or remove it");
        }
        return new RegistrySettings(
                urls,
                login,
                authorities,
                identity,
                timeout(shortestDeadline),
                values.duration(
                        PREFIX + "refresh",
                        keys.refresh().orElse("5m"),
                        SHORTEST_REFRESH,
                        "the registry would be asked all the time; write 1s or more"),
                values.yesOrNo(
                        PREFIX + "ready-needs-schemas", keys.readyNeedsSchemas().orElse("false")));
    }

    private List<URI> urls() {
        List<String> written = keys.url().orElse(List.of());
        if (written.isEmpty()) {
            errors.add(PREFIX + "url is missing: write the address of the registry, for example"
                    + " https://registry.example:8081, or remove the other keys below sluice.registry");
        }
        List<URI> urls = new ArrayList<>();
        for (String text : written) {
            URI url = url(text);
            if (url != null) {
                urls.add(url);
            }
        }
        return urls;
    }

    private @Nullable URI url(String text) {
        String withoutSlash = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        URI url;
        try {
            url = new URI(withoutSlash);
        } catch (URISyntaxException e) {
            errors.refuse(PREFIX + "url", text, "is not a URL: write, for example, https://registry.example:8081");
            return null;
        }
        boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (url.getUserInfo() != null) {
            errors.refuse(
                    PREFIX + "url",
                    text,
                    "has a login in it, which log lines would show: write sluice.registry.username and"
                            + " sluice.registry.password");
            return null;
        }
        if (!isHttp || url.getHost() == null || url.getQuery() != null || url.getFragment() != null) {
            errors.refuse(
                    PREFIX + "url",
                    text,
                    "is not usable: write http or https, a host, and at most a port and a path, for example"
                            + " https://registry.example/apis/ccompat/v7");
            return null;
        }
        if (url.getPort() == 0 || url.getPort() > LAST_PORT) {
            errors.refuse(PREFIX + "url", text, "has a port that is none: write one from 1 to " + LAST_PORT);
            return null;
        }
        if (url.getPath().endsWith("/subjects")) {
            errors.refuse(PREFIX + "url", text, "ends with a path that Sluice adds itself: write what is before it");
            return null;
        }
        return url;
    }

    private static boolean isReadOnTheWay(URI url) {
        return "http".equals(url.getScheme())
                && !LOOPBACK.matcher(url.getHost()).matches();
    }

    private void adviseAgainst(URI url) {
        errors.advise(
                PREFIX + "url",
                url.toString(),
                "sends the login unencrypted, so that whoever is on the way can read it: write https");
    }

    private @Nullable Login login() {
        Optional<String> username = keys.username();
        Optional<String> password = keys.password();
        Optional<String> token = keys.token();
        if (token.isPresent()) {
            if (username.isPresent() || password.isPresent()) {
                errors.add(PREFIX + "token is there beside " + PREFIX + (username.isPresent() ? "username" : "password")
                        + ": keep one of the two logins");
            }
            return login(null, "token", token.get());
        }
        if (username.isPresent() != password.isPresent()) {
            errors.add(PREFIX + (username.isPresent() ? "password" : "username") + " is missing, but " + PREFIX
                    + (username.isPresent() ? "username" : "password") + " is there: set both, or neither");
            return null;
        }
        if (username.isEmpty()) {
            return null;
        }
        String name = username.get();
        if (name.indexOf(':') >= 0 || name.chars().anyMatch(Character::isISOControl)) {
            errors.refuse(
                    PREFIX + "username",
                    name,
                    "has a colon or a control character, which no name of a login can have (RFC 7617, 2)");
        }
        return login(name, "password", password.orElseThrow());
    }

    private @Nullable Login login(@Nullable String username, String key, String written) {
        try {
            Credential secret = Credential.of(written);
            if (username == null && !secret.read().chars().allMatch(c -> c > ' ' && c < 0x7F)) {
                errors.add(PREFIX + key
                        + " has a character that no bearer token has (RFC 6750, 2.1): write the token alone");
            }
            return new Login(username, secret);
        } catch (IOException e) {
            errors.add(PREFIX + key + " " + e.getMessage());
            return null;
        }
    }

    private @Nullable Identity identity() {
        if (keys.certificate().isPresent() != keys.key().isPresent()) {
            boolean hasCertificate = keys.certificate().isPresent();
            errors.add(PREFIX + (hasCertificate ? "key" : "certificate") + " is missing, but " + PREFIX
                    + (hasCertificate ? "certificate" : "key") + " is there: set both, or neither");
            return null;
        }
        Path certificate = file("certificate", keys.certificate());
        Path key = file("key", keys.key());
        return certificate == null || key == null ? null : new Identity(certificate, key);
    }

    private @Nullable Path file(String key, Optional<String> written) {
        if (written.isEmpty()) {
            return null;
        }
        try {
            Path file = Path.of(written.get());
            if (Files.isReadable(file) && !Files.isDirectory(file)) {
                return file;
            }
        } catch (InvalidPathException e) {
            // no file either
        }
        errors.refuse(PREFIX + key, written.get(), "is not a file that can be read: write the path of a PEM file");
        return null;
    }

    private Duration timeout(Duration shortestDeadline) {
        Optional<String> written = keys.timeout();
        if (written.isEmpty()) {
            Duration half = shortestDeadline.dividedBy(2);
            return half.compareTo(LONGEST_DEFAULT) < 0 ? half : LONGEST_DEFAULT;
        }
        Duration timeout = values.duration(
                PREFIX + "timeout",
                written.get(),
                SHORTEST_TIMEOUT,
                "no registry could answer in time; write 50ms or more");
        if (timeout.compareTo(shortestDeadline) >= 0) {
            errors.refuse(
                    PREFIX + "timeout",
                    written.get(),
                    "is not below ack-deadline, which is " + shortestDeadline.toMillis()
                            + " ms for one of the senders: it would have given up by then; write less");
        }
        return timeout;
    }
}
