package dev.sluice.config;

import dev.sluice.config.Kinds.Kind;
import dev.sluice.config.Kinds.Words;
import dev.sluice.core.envelope.DataPart;
import dev.sluice.core.event.TextPattern;
import dev.sluice.core.http.HeaderValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Sender} from the texts of its keys. A key that the sender does not have is taken from below
 * {@code sluice}.
 *
 * <p>A problem is reported under the key that the operator wrote. Used by the thread of the startup.
 */
final class SenderReader {

    static final String PREFIX = "sluice.senders.";

    /** Events of 64 KiB must pass. */
    static final int SMALLEST_BODY = 64 * 1024;

    /** Bodies are held in memory. */
    static final int LARGEST_BODY = 256 * 1024 * 1024;

    private static final Duration SHORTEST_DEADLINE = Duration.ofSeconds(1);

    /** A path as requests have it (RFC 3986, 3.3); the query, which has a message of its own, is let through. */
    private static final Pattern PATH = Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*");

    private static final Pattern DOTS = Pattern.compile("/\\.{1,2}(?:/|$)");

    private final String name;
    private final Inherited<SenderKeys> keys;
    private final Config config;
    private final ConfigErrors errors;
    private final ValueParser values;

    private SenderReader(String name, Inherited<SenderKeys> keys, Config config, ConfigErrors errors) {
        this.name = name;
        this.keys = keys;
        this.config = config;
        this.errors = errors;
        this.values = new ValueParser(errors);
    }

    /** Reads all senders, of which there is at least one. */
    static List<Sender> readAll(SluiceKeys all, Config config, ConfigErrors errors) {
        if (all.senders().isEmpty()) {
            Inherited<SenderKeys> keys = new Inherited<>(all, null, MappingReader.ROOT);
            return List.of(read(Sender.ONLY, keys, config, errors));
        }
        ValueParser values = new ValueParser(errors);
        List<Sender> senders = new ArrayList<>();
        new TreeMap<>(all.senders()).forEach((name, own) -> {
            if (values.isName(PREFIX, name)) {
                senders.add(read(name, new Inherited<>(all, own, PREFIX + name + "."), config, errors));
            }
        });
        SenderChecks.checkAll(senders, all, errors);
        return senders;
    }

    private static Sender read(String name, Inherited<SenderKeys> keys, Config config, ConfigErrors errors) {
        Sender sender = new SenderReader(name, keys, config, errors).read();
        SenderChecks.check(sender, keys, errors);
        return sender;
    }

    private Sender read() {
        String kindText = keys.pick("kind", SenderKeys::kind).orElse(Kinds.CLOUDEVENTS.name());
        Kind kind = Kinds.read(keys.full("kind"), kindText, errors);
        String headerValues =
                keys.pick("header-values", SenderKeys::headerValues).orElse("encoded");
        boolean isWebhook = kind.words() == Words.WEBHOOK;
        WebhookReader recipes = new WebhookReader(keys.section(), keys.prefix(), errors);
        if (!isWebhook) {
            recipes.refuseAll(kind);
        }
        return new Sender(
                name,
                path(),
                kind,
                values.oneOf(HeaderValues.class, keys.full("header-values"), headerValues),
                deadline(kind),
                maxBodyBytes(),
                rate("rate", keys.pick("rate", SenderKeys::rate)),
                webhook(),
                authentication(),
                grants(),
                dataPart(kind),
                new SnsReader(keys, errors).read(kind),
                isWebhook ? recipes.words() : null,
                isWebhook ? recipes.challenge() : null);
    }

    private DataPart dataPart(Kind kind) {
        Optional<String> written = keys.pick("data", SenderKeys::data);
        return written.isEmpty() || kind.words() == Words.WEBHOOK
                ? DataPart.MESSAGE
                : values.oneOf(DataPart.class, keys.full("data"), written.get());
    }

    private String path() {
        Optional<String> written = keys.section().path();
        if (keys.own() != null) {
            keys.areOwn("path");
            if (written.isEmpty()) {
                errors.add(keys.full("path") + " is missing: set the path at which this sender posts");
            }
        }
        String path = written.orElse("/");
        if (!path.startsWith("/")
                || path.startsWith("//")
                || path.startsWith("/q/")
                || path.equals("/q")
                || path.indexOf('?') >= 0) {
            errors.refuse(
                    keys.full("path"),
                    path,
                    "is not usable: write a path that starts with one slash, has no query and is not below /q");
        }
        if (!PATH.matcher(path).matches() || DOTS.matcher(path).find()) {
            errors.refuse(
                    keys.full("path"),
                    path,
                    "is none that a request has: percent-encode it as senders do, and leave out segments of dots");
        }
        return path;
    }

    private Duration deadline(Kind kind) {
        Optional<String> written = keys.pick("ack-deadline", SenderKeys::ackDeadline);
        if (written.isEmpty()) {
            return kind.ackDeadline();
        }
        String text = written.get();
        String otherwise = "no broker can acknowledge reliably in less than 1 s; write 1s or more";
        Duration deadline = values.duration(keys.full("ack-deadline"), text, SHORTEST_DEADLINE, otherwise);
        boolean isOfAll = keys.section().ackDeadline().isEmpty();
        if (isOfAll && kind.words() != Words.CLOUDEVENTS && deadline.compareTo(kind.ackDeadline()) > 0) {
            // the sender would not wait for it
            return kind.ackDeadline();
        }
        if (deadline.toMillis() > Integer.MAX_VALUE) {
            errors.refuse(keys.full("ack-deadline"), text, "is out of range: write 1s to 596h");
            return SHORTEST_DEADLINE;
        }
        return deadline;
    }

    private int maxBodyBytes() {
        String text = keys.pick("max-body-size", SenderKeys::maxBodySize).orElse("896K");
        long body = values.bytes(keys.full("max-body-size"), text);
        if (body != ValueParser.UNREADABLE && (body < SMALLEST_BODY || body > LARGEST_BODY)) {
            errors.refuse(
                    keys.full("max-body-size"),
                    text,
                    "is out of range: events of 64 KiB must pass, and bodies are held in memory; write 64K to 256M");
            return SMALLEST_BODY;
        }
        return body == ValueParser.UNREADABLE ? SMALLEST_BODY : (int) body;
    }

    private Sender.Webhook webhook() {
        List<String> origins = keys.pick(
                        "webhook.origins", sender -> sender.webhook().origins())
                .orElse(List.of());
        Optional<String> rate =
                keys.pick("webhook.rate", sender -> sender.webhook().rate());
        Integer perMinute = rate("webhook.rate", rate);
        if (perMinute != null && origins.isEmpty()) {
            errors.refuse(
                    keys.full("webhook.rate"),
                    perMinute.toString(),
                    "has no effect without " + keys.prefix() + "webhook.origins: set both, or leave it out");
        }
        for (String origin : origins) {
            if (origin.contains("/")) {
                errors.advise(
                        keys.full("webhook.origins"),
                        origin,
                        "is compared exactly, and senders name a host such as events.example.com: leave out the scheme"
                                + " and the path");
            }
        }
        return new Sender.Webhook(origins, perMinute);
    }

    private @Nullable Integer rate(String key, Optional<String> text) {
        Integer count =
                text.map(written -> values.count(keys.full(key), written)).orElse(null);
        return count == null || count == ValueParser.UNREADABLE ? null : count;
    }

    private Authentication authentication() {
        Authentication proofs = authentication(keys.prefix(), keys.section().authenticate());
        return proofs.isOff() && keys.own() != null
                ? authentication(MappingReader.ROOT, keys.all().authenticate())
                : proofs;
    }

    private Authentication authentication(String section, SenderKeys.Authenticate authenticate) {
        String proofs = section + "authenticate.";
        ProofReader reader = new ProofReader(name, proofs, errors);
        return new Authentication(
                OidcReader.read(authenticate.oidc(), proofs + "oidc.", errors),
                reader.basic(authenticate.basic()),
                reader.apiKey(authenticate.apiKey()),
                reader.bearer(authenticate.bearer()),
                reader.mtls(authenticate.mtls(), config),
                SignatureReader.read(name, proofs + "signature.", authenticate.signature(), errors));
    }

    private List<Sender.Grant> grants() {
        boolean areOwn = !keys.section().allow().isEmpty();
        List<SenderKeys.Grant> written = (areOwn ? keys.section() : keys.all()).allow();
        List<Sender.Grant> grants = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            String key = (areOwn ? keys.prefix() : MappingReader.ROOT) + "allow[" + i + "]";
            SenderKeys.Grant grant = written.get(i);
            if (grant.caller().isEmpty() && grant.when().isEmpty()) {
                errors.add(key + " allows everything: name a caller, a condition, or both");
            }
            grants.add(new Sender.Grant(
                    grant.caller().map(TextPattern::new).orElse(null),
                    grant.when()
                            .map(text -> values.condition(key + ".when", text))
                            .orElse(null)));
        }
        return List.copyOf(grants);
    }
}
