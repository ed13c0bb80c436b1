package dev.sluice.config;

import dev.sluice.config.Kinds.Kind;
import dev.sluice.config.Kinds.Words;
import dev.sluice.core.envelope.DataPart;
import dev.sluice.core.envelope.TopicArn;
import dev.sluice.core.event.TextPattern;
import dev.sluice.core.http.HeaderValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
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

    private static final String ROOT = "sluice.";
    private static final Duration SHORTEST_DEADLINE = Duration.ofSeconds(1);

    /** A path as requests have it (RFC 3986, 3.3); the query, which has a message of its own, is let through. */
    private static final Pattern PATH = Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*");

    private static final Pattern DOTS = Pattern.compile("/\\.{1,2}(?:/|$)");

    private final String name;
    private final SluiceKeys all;
    private final @Nullable SenderKeys own;
    private final String prefix;
    private final Config config;
    private final ConfigErrors errors;
    private final ValueParser values;
    private final Set<String> ownKeys = new HashSet<>();

    /** A reader of the sender {@code name}; {@code own} is null for the sender of a configuration that names none. */
    private SenderReader(String name, SluiceKeys all, @Nullable SenderKeys own, Config config, ConfigErrors errors) {
        this.name = name;
        this.all = all;
        this.own = own;
        this.prefix = own == null ? ROOT : PREFIX + name + ".";
        this.config = config;
        this.errors = errors;
        this.values = new ValueParser(errors);
    }

    /** Reads all senders, of which there is at least one. */
    static List<Sender> readAll(SluiceKeys keys, Config config, ConfigErrors errors) {
        if (keys.senders().isEmpty()) {
            return List.of(new SenderReader(Sender.ONLY, keys, null, config, errors).sender());
        }
        keys.path()
                .ifPresent(path -> errors.refuse(
                        "sluice.path",
                        path,
                        "has no effect beside sluice.senders, of which each has a path: leave it out"));
        ValueParser values = new ValueParser(errors);
        List<Sender> senders = new ArrayList<>();
        Map<String, String> byPath = new HashMap<>();
        for (Map.Entry<String, SenderKeys> entry : new TreeMap<>(keys.senders()).entrySet()) {
            String name = entry.getKey();
            if (!values.isName(PREFIX, name)) {
                continue;
            }
            Sender sender = new SenderReader(name, keys, entry.getValue(), config, errors).sender();
            String other = byPath.putIfAbsent(sender.path(), name);
            if (other != null && entry.getValue().path().isPresent()) {
                errors.refuse(
                        PREFIX + name + ".path",
                        sender.path(),
                        "is the path of the sender " + other + " too: give each sender a path of its own");
            }
            senders.add(sender);
        }
        if (keys.secrets().isPresent() && senders.stream().noneMatch(SenderReader::usesSecrets)) {
            errors.add(ROOT + "secrets has no effect, because no sender has a kind with a usual proof: write them below"
                    + " authenticate");
        }
        return senders;
    }

    private static boolean usesSecrets(Sender sender) {
        Preset preset = Preset.of(sender.kind().name());
        return preset != null && preset.usesSecretsOfSender();
    }

    private Sender sender() {
        Sender sender = read();
        checkSecrets(sender);
        Authentication authentication = sender.authentication();
        if (!sender.isProven() && sender.grants().stream().anyMatch(grant -> grant.caller() != null)) {
            errors.add((own != null && !own.allow().isEmpty() ? prefix : ROOT)
                    + "allow names callers, but nothing proves who the sender " + name
                    + " is: set authenticate, or leave the callers out");
        }
        OidcTokens tokens = authentication.oidc();
        if (tokens != null
                && tokens.isForAnybody()
                && (sender.grants().isEmpty() || sender.grants().stream().anyMatch(SenderReader::isForAnybody))) {
            errors.add(prefix + "authenticate.oidc takes tokens that the issuer gives to anybody: name the callers in"
                    + " allow, in each of its entries, or what tells them apart in claims");
        }
        return sender;
    }

    /** Reports secrets that nothing looks at: the operator takes them for a proof, but anybody could send. */
    private void checkSecrets(Sender sender) {
        SenderKeys keys = own == null ? all : own;
        if (keys.secrets().isPresent() && !usesSecrets(sender)) {
            errors.add(prefix + "secrets has no effect with kind: "
                    + sender.kind().name() + ", which has no usual proof: write them below authenticate");
        } else if (usesSecrets(sender) && !sender.isProven()) {
            errors.advise(prefix + "secrets is not set, so anybody who knows the path can send as "
                    + sender.kind().name() + ": set it, or another proof below authenticate");
        }
    }

    private static boolean isForAnybody(Sender.Grant grant) {
        return grant.caller() == null || grant.caller().text().equals("*");
    }

    private Sender read() {
        String kindText = pick("kind", SenderKeys::kind).orElse(Kinds.CLOUDEVENTS.name());
        Kind kind = Kinds.read(full("kind"), kindText, errors);
        String headerValues = pick("header-values", SenderKeys::headerValues).orElse("encoded");
        boolean isWebhook = kind.words() == Words.WEBHOOK;
        WebhookReader recipes = new WebhookReader(own == null ? all : own, prefix, errors);
        if (!isWebhook) {
            recipes.refuseAll(kind);
        }
        return new Sender(
                name,
                path(),
                kind,
                values.oneOf(HeaderValues.class, full("header-values"), headerValues),
                deadline(kind),
                maxBodyBytes(),
                rate("rate", pick("rate", SenderKeys::rate)),
                webhook(),
                authentication(),
                grants(),
                dataPart(kind),
                sns(kind),
                isWebhook ? recipes.words() : null,
                isWebhook ? recipes.challenge() : null);
    }

    private DataPart dataPart(Kind kind) {
        Optional<String> written = pick("data", SenderKeys::data);
        return written.isEmpty() || kind.words() == Words.WEBHOOK
                ? DataPart.MESSAGE
                : values.oneOf(DataPart.class, full("data"), written.get());
    }

    private Sender.@Nullable Sns sns(Kind kind) {
        Optional<List<String>> topicArns = pick("topic-arns", SenderKeys::topicArns);
        Optional<String> allowUnsigned = pick("allow-unsigned", SenderKeys::allowUnsigned);
        Optional<String> confirm = pick("confirm", SenderKeys::confirm);
        boolean allowsUnsigned = values.yesOrNo(full("allow-unsigned"), allowUnsigned.orElse("false"));
        boolean confirms = values.yesOrNo(full("confirm"), confirm.orElse("false"));
        if (kind.words() != Words.SNS) {
            if (own != null) {
                own.topicArns().ifPresent(arns -> isOfSns("topic-arns", arns.toString()));
                own.allowUnsigned().ifPresent(text -> isOfSns("allow-unsigned", text));
                own.confirm().ifPresent(text -> isOfSns("confirm", text));
            }
            return null;
        }
        if (topicArns.isEmpty()) {
            errors.add(prefix + "topic-arns is missing: list the topics whose messages are taken, because anybody can"
                    + " have SNS sign messages of a topic of their own");
        }
        for (String arn : topicArns.orElse(List.of())) {
            try {
                TopicArn.parse(arn);
            } catch (IllegalArgumentException e) {
                errors.refuse(full("topic-arns"), arn, String.valueOf(e.getMessage()));
            }
        }
        return new Sender.Sns(Set.copyOf(topicArns.orElse(List.of())), allowsUnsigned, confirms);
    }

    private void isOfSns(String key, String value) {
        errors.refuse(prefix + key, value, "has no effect, because the kind is not sns: leave it out");
    }

    private String path() {
        Optional<String> written = own == null ? all.path() : own.path();
        if (own != null) {
            ownKeys.add("path");
            if (written.isEmpty()) {
                errors.add(prefix + "path is missing: set the path at which this sender posts");
            }
        }
        String path = written.orElse("/");
        if (!path.startsWith("/")
                || path.startsWith("//")
                || path.startsWith("/q/")
                || path.equals("/q")
                || path.indexOf('?') >= 0) {
            errors.refuse(
                    full("path"),
                    path,
                    "is not usable: write a path that starts with one slash, has no query and is not below /q");
        }
        if (!PATH.matcher(path).matches() || DOTS.matcher(path).find()) {
            errors.refuse(
                    full("path"),
                    path,
                    "is none that a request has: percent-encode it as senders do, and leave out segments of dots");
        }
        return path;
    }

    private Duration deadline(Kind kind) {
        Optional<String> written = pick("ack-deadline", SenderKeys::ackDeadline);
        if (written.isEmpty()) {
            return kind.ackDeadline();
        }
        String text = written.get();
        String otherwise = "no broker can acknowledge reliably in less than 1 s; write 1s or more";
        Duration deadline = values.duration(full("ack-deadline"), text, SHORTEST_DEADLINE, otherwise);
        boolean isOfAll = own != null && own.ackDeadline().isEmpty();
        if (isOfAll && kind.words() != Words.CLOUDEVENTS && deadline.compareTo(kind.ackDeadline()) > 0) {
            // the sender would not wait for it
            return kind.ackDeadline();
        }
        if (deadline.toMillis() > Integer.MAX_VALUE) {
            errors.refuse(full("ack-deadline"), text, "is out of range: write 1s to 596h");
            return SHORTEST_DEADLINE;
        }
        return deadline;
    }

    private int maxBodyBytes() {
        String text = pick("max-body-size", SenderKeys::maxBodySize).orElse("896K");
        long body = values.bytes(full("max-body-size"), text);
        if (body != ValueParser.UNREADABLE && (body < SMALLEST_BODY || body > LARGEST_BODY)) {
            errors.refuse(
                    full("max-body-size"),
                    text,
                    "is out of range: events of 64 KiB must pass, and bodies are held in memory; write 64K to 256M");
            return SMALLEST_BODY;
        }
        return body == ValueParser.UNREADABLE ? SMALLEST_BODY : (int) body;
    }

    private Sender.Webhook webhook() {
        List<String> origins =
                pick("webhook.origins", sender -> sender.webhook().origins()).orElse(List.of());
        Optional<String> rate = pick("webhook.rate", sender -> sender.webhook().rate());
        Integer perMinute = rate("webhook.rate", rate);
        if (perMinute != null && origins.isEmpty()) {
            errors.refuse(
                    full("webhook.rate"),
                    perMinute.toString(),
                    "has no effect without " + prefix + "webhook.origins: set both, or leave it out");
        }
        for (String origin : origins) {
            if (origin.contains("/")) {
                errors.advise(
                        full("webhook.origins"),
                        origin,
                        "is compared exactly, and senders name a host such as events.example.com: leave out the scheme"
                                + " and the path");
            }
        }
        return new Sender.Webhook(origins, perMinute);
    }

    private @Nullable Integer rate(String key, Optional<String> text) {
        Integer count = text.map(written -> values.count(full(key), written)).orElse(null);
        return count == null || count == ValueParser.UNREADABLE ? null : count;
    }

    private Authentication authentication() {
        Authentication ownProofs = own == null ? Authentication.OFF : authentication(prefix, own.authenticate());
        return ownProofs.isOff() ? authentication(ROOT, all.authenticate()) : ownProofs;
    }

    private Authentication authentication(String section, SenderKeys.Authenticate keys) {
        String proofs = section + "authenticate.";
        ProofReader reader = new ProofReader(name, proofs, errors);
        return new Authentication(
                OidcReader.read(keys.oidc(), proofs + "oidc.", errors),
                reader.basic(keys.basic()),
                reader.apiKey(keys.apiKey()),
                reader.bearer(keys.bearer()),
                reader.mtls(keys.mtls(), config),
                SignatureReader.read(name, proofs + "signature.", keys.signature(), errors));
    }

    private List<Sender.Grant> grants() {
        List<SenderKeys.Grant> ownGrants = own == null ? List.of() : own.allow();
        boolean areOwn = !ownGrants.isEmpty();
        List<SenderKeys.Grant> written = areOwn ? ownGrants : all.allow();
        List<Sender.Grant> grants = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            String key = (areOwn ? prefix : ROOT) + "allow[" + i + "]";
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

    private <T> Optional<T> pick(String key, Function<SenderKeys, Optional<T>> value) {
        Optional<T> ownValue = own == null ? Optional.empty() : value.apply(own);
        if (ownValue.isPresent()) {
            ownKeys.add(key);
            return ownValue;
        }
        return value.apply(all);
    }

    /** The full name of the key that a value came from. */
    private String full(String key) {
        return (ownKeys.contains(key) ? prefix : ROOT) + key;
    }
}
