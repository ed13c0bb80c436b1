package dev.sluice.config;

import dev.sluice.config.SignatureScheme.Algorithm;
import dev.sluice.config.SignatureScheme.Encoding;
import dev.sluice.config.SignatureScheme.Part;
import dev.sluice.config.SignatureScheme.SecretEncoding;
import dev.sluice.config.SignatureScheme.SignedBody;
import dev.sluice.config.SignatureScheme.SigningTime;
import dev.sluice.core.event.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads how a sender signs, and reports what is wrong.
 *
 * <p>Used by the thread of the startup.
 */
final class SignatureReader {

    private static final String ENTRY = "entry:";
    private static final String BODY = "{body}";
    private static final String TIMESTAMP = "{timestamp}";
    private static final String URL = "{url}";
    private static final String METHOD = "{method}";
    private static final String HEADER = "{header:";
    private static final Duration SHORTEST_TOLERANCE = Duration.ofSeconds(1);
    private static final Duration LONGEST_TOLERANCE = Duration.ofDays(1);

    private final SenderKeys.Signature keys;
    private final String section;
    private final ConfigErrors errors;
    private final ValueParser values;

    private SignatureReader(SenderKeys.Signature keys, String section, ConfigErrors errors) {
        this.keys = keys;
        this.section = section;
        this.errors = errors;
        this.values = new ValueParser(errors);
    }

    /**
     * Reads the proof of a sender; null if none of its keys is written.
     *
     * @param sender the name of the sender, and so of the caller
     * @param section what stands before the keys: {@code sluice.senders.<name>.authenticate.signature.}
     */
    static @Nullable SignedRequest read(String sender, String section, SenderKeys.Signature keys, ConfigErrors errors) {
        return read(sender, section, keys, section + "secrets", keys.secrets(), errors);
    }

    /**
     * The same, with secrets that another key has, as those of a kind are {@code sluice.senders.<name>.secrets}.
     *
     * @param secretsKey the full name of the key
     * @param secrets what is written there
     */
    static @Nullable SignedRequest read(
            String sender,
            String section,
            SenderKeys.Signature keys,
            String secretsKey,
            Optional<List<String>> secrets,
            ConfigErrors errors) {
        SignatureReader reader = new SignatureReader(keys, section, errors);
        if (secrets.isEmpty() && !reader.isAnythingWritten()) {
            return null;
        }
        SignatureScheme scheme = reader.scheme();
        if (secrets.isEmpty() || secrets.get().isEmpty()) {
            errors.add(secretsKey + " is missing: set it to the secrets that the sender signs with");
        }
        CallerSecrets read = new SecretReader(errors).of(sender, secretsKey, secrets.orElse(List.of()));
        for (SecretSource source : read.secrets()) {
            reader.checkKeys(scheme, secretsKey, source);
        }
        return new SignedRequest(scheme, read);
    }

    private boolean isAnythingWritten() {
        return Stream.of(
                        keys.header(),
                        keys.separator(),
                        keys.prefix(),
                        keys.encoding(),
                        keys.algorithm(),
                        keys.signed(),
                        keys.timestamp(),
                        keys.timestampFormat(),
                        keys.tolerance(),
                        keys.body(),
                        keys.url(),
                        keys.secretEncoding())
                .anyMatch(Optional::isPresent);
    }

    private void checkKeys(SignatureScheme scheme, String secretsKey, SecretSource source) {
        for (String secret : source.atStartup()) {
            try {
                scheme.key(secret);
            } catch (IllegalArgumentException e) {
                String where =
                        source.file() == null ? " " : " names the file " + source.file() + ", in which a secret ";
                errors.add(secretsKey + where + e.getMessage());
            }
        }
    }

    private SignatureScheme scheme() {
        String header = keys.header().orElse("");
        if (header.isEmpty()) {
            errors.add(section + "header is missing: set it to the header that holds the signature");
        } else {
            checkHeader("header", header, header);
        }
        String signed = keys.signed().orElse(BODY);
        SigningTime time = time();
        Algorithm algorithm = one(Algorithm.class, "algorithm", keys.algorithm(), "sha256");
        return new SignatureScheme(
                header,
                keys.separator().orElse(null),
                keys.prefix().orElse(""),
                one(Encoding.class, "encoding", keys.encoding(), "hex"),
                algorithm,
                parts(signed, time),
                time,
                one(SignedBody.class, "body", keys.body(), "sent"),
                secretEncoding(algorithm));
    }

    private SecretEncoding secretEncoding(Algorithm algorithm) {
        SecretEncoding encoding = one(SecretEncoding.class, "secret-encoding", keys.secretEncoding(), "text");
        if (algorithm == Algorithm.ED25519 && keys.secretEncoding().isPresent() && encoding == SecretEncoding.TEXT) {
            refuse("secret-encoding", "text", "does not apply, because keys of ed25519 are in base64: leave it out");
        }
        return encoding;
    }

    private <E extends Enum<E>> E one(Class<E> type, String key, Optional<String> written, String otherwise) {
        return values.oneOf(type, section + key, written.orElse(otherwise));
    }

    private @Nullable SigningTime time() {
        SigningTime.Format format =
                one(SigningTime.Format.class, "timestamp-format", keys.timestampFormat(), "seconds");
        String text = keys.tolerance().orElse("5m");
        Duration tolerance = values.duration(
                section + "tolerance", text, SHORTEST_TOLERANCE, "no two clocks are that close; write 1s or more");
        if (tolerance.compareTo(LONGEST_TOLERANCE) > 0) {
            refuse("tolerance", text, "is out of range: whoever has seen a request could repeat it; write at most 1d");
        }
        if (keys.timestamp().isEmpty()) {
            keys.timestampFormat()
                    .ifPresent(value -> refuse("timestamp-format", value, hasNoEffectWithout("timestamp")));
            keys.tolerance().ifPresent(value -> refuse("tolerance", value, hasNoEffectWithout("timestamp")));
            return null;
        }
        String place = keys.timestamp().get();
        if (!place.startsWith(ENTRY)) {
            checkHeader("timestamp", place, place);
            return new SigningTime(place, null, format, tolerance);
        }
        String entry = place.substring(ENTRY.length());
        if (entry.isEmpty()) {
            refuse("timestamp", place, "does not say what the entry begins with: write, for example, entry:t=");
        }
        if (keys.separator().isEmpty()) {
            refuse("timestamp", place, "needs separator, which tells the entries of the header apart");
        }
        return new SigningTime(null, entry, format, tolerance);
    }

    private List<Part> parts(String signed, @Nullable SigningTime time) {
        List<Part> parts = new ArrayList<>();
        for (int start = 0; start < signed.length(); ) {
            int brace = signed.indexOf('{', start);
            int end = brace == start ? signed.indexOf('}', start) + 1 : brace < 0 ? signed.length() : brace;
            if (end == 0) {
                refuse("signed", signed, "has a { without a }");
                return parts;
            }
            parts.add(part(signed, signed.substring(start, end)));
            start = end;
        }
        if (parts.stream().noneMatch(Part.Body.class::isInstance)) {
            refuse("signed", signed, "has no {body}, so a signature would fit any body: add it");
        }
        checkTimeIsSigned(signed, time, parts);
        if (keys.url().isPresent() && !signed.contains(URL)) {
            errors.add(section + "url has no effect, because signed has no {url}: leave it out");
        }
        return List.copyOf(parts);
    }

    private Part part(String signed, String text) {
        if (!text.startsWith("{")) {
            return new Part.Literal(Bytes.utf8(text));
        }
        return switch (text) {
            case BODY -> new Part.Body();
            case METHOD -> new Part.Method();
            case TIMESTAMP -> timestamp(signed);
            case URL -> url(signed);
            default -> header(signed, text);
        };
    }

    private Part timestamp(String signed) {
        if (keys.timestamp().isEmpty()) {
            refuse("signed", signed, "has {timestamp}, but timestamp does not say where that is: set it");
        }
        return new Part.Timestamp();
    }

    private Part url(String signed) {
        if (keys.url().isEmpty()) {
            refuse("signed", signed, "has {url}, but url is not set: set it to the one that the sender calls");
        }
        return new Part.Literal(Bytes.utf8(keys.url().orElse("")));
    }

    private Part header(String signed, String text) {
        String name = text.startsWith(HEADER) ? text.substring(HEADER.length(), text.length() - 1) : "";
        if (!ProofReader.isHeader(name)) {
            refuse(
                    "signed",
                    signed,
                    "has " + text + ", which is not known: write {body}, {timestamp}, {url}, {method} or"
                            + " {header:Name}");
        }
        return new Part.Header(name);
    }

    /** A time that is not signed could be any, and whoever has seen a request could repeat it for ever. */
    private void checkTimeIsSigned(String signed, @Nullable SigningTime time, List<Part> parts) {
        if (time == null) {
            return;
        }
        boolean isSigned = parts.stream()
                .anyMatch(part -> part instanceof Part.Timestamp
                        || part instanceof Part.Header header
                                && time.header() != null
                                && header.name()
                                        .toLowerCase(Locale.ROOT)
                                        .equals(time.header().toLowerCase(Locale.ROOT)));
        if (!isSigned) {
            refuse(
                    "signed",
                    signed,
                    "has no {timestamp}, so timestamp could be changed: add it, or leave timestamp out");
        }
    }

    private void checkHeader(String key, String written, String name) {
        if (!ProofReader.isHeader(name)) {
            refuse(key, written, "is no name of a header: write, for example, X-Signature");
        }
    }

    private static String hasNoEffectWithout(String key) {
        return "has no effect without " + key + ": set both, or leave both out";
    }

    private void refuse(String key, String value, String reason) {
        errors.refuse(section + key, value, reason);
    }
}
