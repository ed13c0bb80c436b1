package dev.sluice.config;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All kinds of sender: what each speaks, and how long it waits for an answer.
 *
 * <p>A preset is a web hook whose words and usual proof are in the file of its name below
 * {@code src/main/resources/dev/sluice/presets}; a new one is such a file and a line here. Immutable, thread-safe.
 */
public final class Kinds {

    /** What requests of a sender are read as. */
    public enum Words {
        /** CloudEvents by the HTTP binding, in any content mode. */
        CLOUDEVENTS,
        /** Google Pub/Sub push, wrapped or with metadata in headers. */
        PUBSUB,
        /** Amazon SNS over HTTPS. */
        SNS,
        /** Amazon EventBridge API destination. */
        EVENTBRIDGE,
        /** Azure Event Grid, in its own schema or in CloudEvents. */
        EVENTGRID,
        /** Any body, by recipes. */
        WEBHOOK
    }

    /**
     * A kind of sender.
     *
     * @param name as it is written in the configuration
     * @param words what it speaks
     * @param ackDeadline how long an answer may take: what the sender waits, with a margin for the network
     * @param isPreset whether its recipes and its usual proof are in a file
     */
    public record Kind(String name, Words words, Duration ackDeadline, boolean isPreset) {}

    /** The kind of a sender that names none. */
    public static final Kind CLOUDEVENTS = kind("cloudevents", Words.CLOUDEVENTS, 30);

    private static final Map<String, Kind> BY_NAME = byName(
            CLOUDEVENTS,
            // a Trigger waits for up to 600 s
            kind("knative", Words.CLOUDEVENTS, 30),
            // both are a Pub/Sub push, which waits for 10 s by default
            kind("eventarc", Words.CLOUDEVENTS, 8),
            kind("pubsub", Words.PUBSUB, 8),
            // waits for 15 s
            kind("sns", Words.SNS, 13),
            // waits for 5 s
            kind("eventbridge", Words.EVENTBRIDGE, 4),
            // waits for 30 s
            kind("eventgrid", Words.EVENTGRID, 25),
            kind("webhook", Words.WEBHOOK, 8),
            // wait for 10 s
            preset("github", 8),
            preset("gitlab", 8),
            preset("stripe", 8),
            // waits for 3 s
            preset("slack", 2),
            // waits for 5 s, of which connecting takes up to 1 s
            preset("shopify", 4),
            // the specification advises to wait for 15 s to 30 s
            preset("standard-webhooks", 12),
            preset("svix", 12),
            preset("pagerduty", 8),
            preset("alertmanager", 8),
            preset("grafana", 8),
            // waits as long as its configuration says; a picky endpoint blocks its queue
            preset("docker-registry", 8),
            preset("adobe-io", 8));

    private Kinds() {}

    private static Map<String, Kind> byName(Kind... kinds) {
        Map<String, Kind> byName = new LinkedHashMap<>();
        for (Kind kind : kinds) {
            byName.put(kind.name(), kind);
        }
        return Collections.unmodifiableMap(byName);
    }

    private static Kind kind(String name, Words words, int ackDeadlineSeconds) {
        return new Kind(name, words, Duration.ofSeconds(ackDeadlineSeconds), false);
    }

    private static Kind preset(String name, int ackDeadlineSeconds) {
        return new Kind(name, Words.WEBHOOK, Duration.ofSeconds(ackDeadlineSeconds), true);
    }

    /** All kinds, in the order of the documentation. */
    public static Collection<Kind> all() {
        return BY_NAME.values();
    }

    /** Reads the files of all presets; throws a RuntimeException if there is not one, or it cannot be read. */
    public static void readPresets() {
        all().forEach(kind -> Preset.of(kind.name()));
    }

    /** The kind that is written {@code text}, in any case and with blanks around it; null if there is none. */
    public static @Nullable Kind named(String text) {
        return BY_NAME.get(text.trim().toLowerCase(Locale.ROOT));
    }

    /** The kind that is written {@code text}; an unknown one is reported, and {@link #CLOUDEVENTS} returned. */
    static Kind read(String key, String text, ConfigErrors errors) {
        Kind kind = named(text);
        if (kind == null) {
            String nearest = EditDistance.nearest(text.trim().toLowerCase(Locale.ROOT), BY_NAME.keySet());
            errors.refuse(
                    key,
                    text,
                    "is not known: did you mean " + nearest + "? The kinds are " + String.join(", ", BY_NAME.keySet()));
            return CLOUDEVENTS;
        }
        return kind;
    }
}
