package dev.sluice.config;

import dev.sluice.config.SluiceConfig.Audience;
import dev.sluice.core.mapping.TopicName;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link SluiceConfig} from the texts of the keys, and reports the texts that are wrong.
 *
 * <p>Used by the thread of the startup.
 */
public final class ConfigReader {

    private static final int MOST_DEDUP_ENTRIES = 1_000_000;
    private static final Duration SHORTEST_PATIENCE = Duration.ofSeconds(1);
    private static final Duration SHORTEST_DRAIN = Duration.ofSeconds(4);

    private final SluiceKeys keys;
    private final Config config;
    private final ConfigErrors errors;
    private final ValueParser values;

    private ConfigReader(SluiceKeys keys, Config config, ConfigErrors errors) {
        this.keys = keys;
        this.config = config;
        this.errors = errors;
        this.values = new ValueParser(errors);
    }

    /**
     * Reads the configuration. The result must not be used if anything was reported to {@code errors}.
     *
     * @param all everything that is set, of which what stands beside {@code keys} may contradict them
     */
    public static SluiceConfig read(SluiceKeys keys, Config all, ConfigErrors errors) {
        return new ConfigReader(keys, all, errors).config();
    }

    private SluiceConfig config() {
        List<Sender> senders = SenderReader.readAll(keys, config, errors);
        if (values.yesOrNo(
                "sluice.require-authentication", keys.requireAuthentication().orElse("false"))) {
            senders.stream().filter(sender -> !sender.isProven()).forEach(this::missAProof);
        }
        long body = senders.stream().mapToInt(Sender::maxBodyBytes).max().orElse(SenderReader.SMALLEST_BODY);
        int events = values.count(
                "sluice.max-events-in-flight", keys.maxEventsInFlight().orElse("2000"));
        long bytes = values.bytes(
                "sluice.max-bytes-in-flight", keys.maxBytesInFlight().orElse("32M"));
        atLeast("sluice.max-bytes-in-flight", bytes, body, "sluice.max-body-size");
        if (bytes > Runtime.getRuntime().maxMemory() / 2) {
            errors.advise("sluice.max-bytes-in-flight " + bytes + " is more than half of the heap of "
                    + Runtime.getRuntime().maxMemory() + " bytes, which may run out: write less, or raise -Xmx");
        }
        SluiceConfig.Batches batches = batches(body, events, bytes);
        if (batches == null) {
            senders.forEach(this::refuseEach);
        }
        return new SluiceConfig(
                senders,
                values.duration(
                        "sluice.body-timeout",
                        keys.bodyTimeout().orElse("10s"),
                        Duration.ofMillis(1),
                        "no body could arrive in time; write 1s or more"),
                values.duration(
                        "sluice.drain-timeout",
                        keys.drainTimeout().orElse("20s"),
                        SHORTEST_DRAIN,
                        "requests in flight would get no answer; write 4s or more"),
                (int) legal(events, 1),
                legal(bytes, SenderReader.SMALLEST_BODY),
                connections(),
                values.oneOf(
                        PartitionStrategy.class,
                        "sluice.partitioner",
                        keys.partitioner().orElse("key")),
                values.yesOrNo(
                        "sluice.ready-needs-kafka", keys.readyNeedsKafka().orElse("false")),
                batches,
                rejects(),
                dedupEntries(),
                RegistryReader.read(keys.registry(), shortestDeadline(senders), errors),
                pages(),
                values.yesOrNo("sluice.self-test", keys.selfTest().orElse("false")));
    }

    private static Duration shortestDeadline(List<Sender> senders) {
        return senders.stream()
                .map(Sender::ackDeadline)
                .min(Comparator.naturalOrder())
                .orElse(SHORTEST_PATIENCE);
    }

    /** The value, or, if that was reported, one that causes no further report. */
    private static long legal(long value, long instead) {
        return value == ValueParser.UNREADABLE ? instead : value;
    }

    private SluiceConfig.Connections connections() {
        SluiceKeys.Connections connections = keys.connections();
        return new SluiceConfig.Connections(
                (int) legal(
                        values.count("sluice.connections.max", connections.max().orElse("10000")), 1),
                values.duration(
                        "sluice.connections.idle-timeout",
                        connections.idleTimeout().orElse("11m"),
                        SHORTEST_PATIENCE,
                        "senders would often find their connection closed; write 1s or more"),
                values.duration(
                        "sluice.connections.head-timeout",
                        connections.headTimeout().orElse("10s"),
                        SHORTEST_PATIENCE,
                        "no request could arrive in time over a slow network; write 1s or more"));
    }

    private SluiceConfig.@Nullable Batches batches(long body, int events, long bytes) {
        SluiceKeys.Batch batch = keys.batch();
        int maxEvents =
                values.count("sluice.batch.max-events", batch.maxEvents().orElse("1000"));
        long maxBytes = values.bytes("sluice.batch.max-bytes", batch.maxBytes().orElse("8M"));
        if (maxBytes > SenderReader.LARGEST_BODY) {
            errors.refuse(
                    "sluice.batch.max-bytes",
                    batch.maxBytes().orElse("8M"),
                    "is out of range: a batch is held in memory; write at most 256M");
            maxBytes = ValueParser.UNREADABLE;
        }
        if (!values.yesOrNo("sluice.batch.enabled", batch.enabled().orElse("true"))) {
            return null;
        }
        atLeast("sluice.batch.max-bytes", maxBytes, body, "sluice.max-body-size");
        atLeast("sluice.max-bytes-in-flight", bytes, maxBytes, "sluice.batch.max-bytes");
        atLeast("sluice.max-events-in-flight", events, maxEvents, "sluice.batch.max-events");
        return new SluiceConfig.Batches((int) legal(maxEvents, 1), (int) legal(maxBytes, SenderReader.SMALLEST_BODY));
    }

    /** The answer to the sender of a parked event. */
    private enum Answer {
        REFUSE,
        ACCEPT
    }

    private SluiceConfig.@Nullable Rejects rejects() {
        Optional<String> answer = keys.rejects().answer();
        boolean accepted = answer.isPresent()
                && values.oneOf(Answer.class, "sluice.rejects.answer", answer.get()) == Answer.ACCEPT;
        boolean undecoded = values.yesOrNo(
                "sluice.rejects.undecoded", keys.rejects().undecoded().orElse("false"));
        if (keys.rejects().topic().isEmpty()) {
            if (undecoded) {
                errors.refuse(
                        "sluice.rejects.undecoded",
                        "true",
                        "has no effect without sluice.rejects.topic: set both, or leave both out");
            }
            answer.ifPresent(text -> errors.refuse(
                    "sluice.rejects.answer",
                    text,
                    "has no effect without sluice.rejects.topic: set both, or leave both out"));
            return null;
        }
        String topic = keys.rejects().topic().get();
        if (!TopicName.isLegal(topic)) {
            errors.refuse("sluice.rejects.topic", topic, "is not a topic name: " + TopicName.RULE);
        }
        return new SluiceConfig.Rejects(topic, accepted, undecoded);
    }

    private int dedupEntries() {
        String text = keys.dedup().entries().orElse("0");
        int entries = values.number("sluice.dedup.entries", text);
        if (entries != ValueParser.UNREADABLE && (entries < 0 || entries > MOST_DEDUP_ENTRIES)) {
            errors.refuse(
                    "sluice.dedup.entries",
                    text,
                    "is out of range: each entry takes up to 100 bytes of memory; write 0 to " + MOST_DEDUP_ENTRIES);
        }
        return entries;
    }

    private void refuseEach(Sender sender) {
        if (sender.webhookWords() != null && sender.webhookWords().hasBatches()) {
            errors.add(key(sender, "each")
                    + " takes requests of several events, but sluice.batch.enabled is false: set it" + " to true");
        }
    }

    private static String key(Sender sender, String name) {
        return (sender.name().equals(Sender.ONLY) ? "sluice." : SenderReader.PREFIX + sender.name() + ".") + name;
    }

    private SluiceConfig.Pages pages() {
        Audience audience =
                values.oneOf(Audience.class, "sluice.pages", keys.pages().orElse("local"));
        Optional<String> token = keys.pagesToken();
        if (audience == Audience.TOKEN && token.isEmpty()) {
            errors.refuse(
                    "sluice.pages", "token", "needs sluice.pages-token, which is missing: set it to a text or a file");
        } else if (audience == Audience.OPEN && token.isPresent()) {
            errors.add("sluice.pages-token has no effect, because sluice.pages is open: leave one of the two out");
        }
        return new SluiceConfig.Pages(
                audience,
                token.map(text -> new SecretReader(errors).of("pages", "sluice.pages-token", List.of(text)))
                        .orElse(null));
    }

    private void missAProof(Sender sender) {
        errors.add(key(sender, "authenticate") + " is missing, but sluice.require-authentication is true: set "
                + sender.missingProof());
    }

    private void atLeast(String key, long value, long least, String because) {
        if (value < least && value != ValueParser.UNREADABLE) {
            errors.add(key + " " + value + " is smaller than " + because + " " + least
                    + ", so Sluice could never take the largest request that it allows: write at least " + least);
        }
    }
}
