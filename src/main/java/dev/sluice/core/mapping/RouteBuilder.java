package dev.sluice.core.mapping;

import dev.sluice.core.json.DataPlan;
import dev.sluice.core.json.Hmac;
import dev.sluice.core.json.JsonPointer;
import dev.sluice.core.json.Redaction;
import dev.sluice.core.kafka.ContentMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Route} of texts as an operator writes them, and reports everything that is wrong with them, not just
 * the first.
 *
 * <p>Used by one thread, for one route.
 */
public final class RouteBuilder {

    /** The recipe that says that there is no key. */
    private static final String NO_KEY = "none";

    private static final Set<String> OWN_HEADERS = Set.of("content-type", "traceparent", "tracestate");
    private static final List<String> OWN_HEADER_PREFIXES = List.of("ce_", "sluice_");
    private static final String NO_SECRET =
            "hashes, and sluice.redact-secret is missing: set it, or SLUICE_REDACT_SECRET, to 16 characters or more";

    final String name;
    private final Refusals refusals;
    private final Pointers pointers = new Pointers();
    private final List<Use> uses = new ArrayList<>();
    private final Map<JsonPointer, Redaction> redactions = new LinkedHashMap<>();
    private @Nullable Template topic;
    private String topicText = "";
    private final Set<String> topicsAllowed = new LinkedHashSet<>();
    private final List<String> topicsAllowedPrefixes = new ArrayList<>();
    private final List<Template> key = new ArrayList<>();
    private @Nullable Hmac secret;
    boolean keyRequired;

    @Nullable
    Recipe partition;

    ContentMode contentMode = ContentMode.BINARY;
    RecordTimestamp timestamp = RecordTimestamp.PRODUCER;
    EmptyData emptyData = EmptyData.TOMBSTONE;
    final List<Route.HeaderTemplate> headers = new ArrayList<>();

    @Nullable
    DataRule dataRule;

    /** Takes what is wrong with a setting. */
    @FunctionalInterface
    public interface Refusals {

        /**
         * A setting is refused.
         *
         * @param key its name below the route's: {@code topic}, {@code headers.tenant}
         * @param value what it is set to, or the part of it that is wrong
         * @param reason the rest of a sentence that starts with the value: what is wrong and what to write instead
         */
        void refuse(String key, String value, String reason);
    }

    /** Where a template stands, for what is found out about it later. */
    private record Use(String key, String text, Template template) {}

    private interface Parser<T> {
        T parse(String text, Pointers pointers);
    }

    /** A route called {@code name} that reports to {@code refusals}. */
    public RouteBuilder(String name, Refusals refusals) {
        this.name = name;
        this.refusals = refusals;
    }

    /** The topic: a name, or a template that is confined to what is allowed. */
    public RouteBuilder topic(String text) {
        topicText = text;
        topic = template("topic", text, Template::ofText);
        String constant = topic == null ? null : topic.constant();
        if (constant != null && !TopicName.isLegal(constant)) {
            refusals.refuse("topic", text, "is not a topic name: " + TopicName.RULE);
        }
        return this;
    }

    /** The topics that a template may yield. */
    public RouteBuilder topicsAllowed(List<String> names) {
        for (String allowed : names) {
            if (!TopicName.isLegal(allowed)) {
                boolean asPrefix = allowed.endsWith("*");
                refusals.refuse(
                        "topics-allowed",
                        allowed,
                        asPrefix
                                ? "is not a topic name: write it without the * under topics-allowed-prefix, which lets"
                                        + " events name any topic that starts so"
                                : "is not a topic name: " + TopicName.RULE);
            }
        }
        topicsAllowed.addAll(names);
        return this;
    }

    /** What the topics that a template may yield start with. */
    public RouteBuilder topicsAllowedPrefix(List<String> prefixes) {
        for (String prefix : prefixes) {
            if (prefix.isEmpty() || !TopicName.isLegalPart(prefix)) {
                refusals.refuse(
                        "topics-allowed-prefix",
                        prefix,
                        "is not how a topic name starts: write letters, digits, dots, underscores and hyphens, no *");
            }
        }
        topicsAllowedPrefixes.addAll(prefixes);
        return this;
    }

    /** The recipe of the key: attribute names, pointers, templates, the first that yields a value wins; or none. */
    public RouteBuilder key(List<String> entries) {
        if (entries.equals(List.of(NO_KEY))) {
            return this;
        }
        if (entries.contains(NO_KEY)) {
            refusals.refuse("key", NO_KEY, "stands for no key, and alone: write {none} for the attribute of that name");
        }
        key.addAll(templates("key", entries));
        return this;
    }

    /** Whether an event that yields no key is refused. */
    public RouteBuilder keyRequired(boolean required) {
        keyRequired = required;
        return this;
    }

    /** The recipe of the partition, which must yield a whole number; without one it is Kafka's choice. */
    public RouteBuilder partition(List<String> entries) {
        for (String entry : entries) {
            if (entry.matches("[0-9]+")) {
                refusals.refuse(
                        "partition",
                        entry,
                        "would be the attribute of that name: the partition is chosen by the event, write {" + entry
                                + "} if that is meant");
            } else if (entry.equals(NO_KEY)) {
                refusals.refuse(
                        "partition",
                        entry,
                        "would be the attribute of that name: leave the key out, or write {none} if that is meant");
            }
        }
        partition = new Recipe(templates("partition", entries));
        return this;
    }

    /** How the record is laid out. */
    public RouteBuilder contentMode(ContentMode mode) {
        contentMode = mode;
        return this;
    }

    /** Where the record's timestamp comes from. */
    public RouteBuilder timestamp(RecordTimestamp from) {
        timestamp = from;
        return this;
    }

    /** What becomes of an event without data. */
    public RouteBuilder emptyData(EmptyData rule) {
        emptyData = rule;
        return this;
    }

    /** A header of the record besides those of the event; left out where the template yields nothing. */
    public RouteBuilder header(String headerName, String text) {
        String headerKey = "headers." + headerName;
        if (!headerName.matches("[!-~]+")) {
            refusals.refuse(headerKey, text, "has a name that no header can have: use printable ASCII without spaces");
        } else if (isOwnHeader(headerName.toLowerCase(Locale.ROOT))) {
            refusals.refuse(
                    headerKey, text, "would stand beside a header that Sluice writes itself: choose another name");
        }
        Template template = template(headerKey, text, Template::ofText);
        if (template != null) {
            headers.add(new Route.HeaderTemplate(headerName, template));
        }
        return this;
    }

    private static boolean isOwnHeader(String headerName) {
        return OWN_HEADERS.contains(headerName) || OWN_HEADER_PREFIXES.stream().anyMatch(headerName::startsWith);
    }

    /** A place in the data, {@code *} for any member or element, and what is done to whatever is there. */
    public RouteBuilder redact(String place, Redaction redaction) {
        try {
            redactions.put(JsonPointer.parsePattern(place), redaction);
        } catch (IllegalArgumentException e) {
            refusals.refuse(
                    "redact." + place,
                    redaction.name().toLowerCase(Locale.ROOT),
                    "is for no place: " + place + " " + e.getMessage());
        }
        return this;
    }

    /** What hashes are made with; null for nothing, with which no hash can be made. */
    public RouteBuilder secret(@Nullable Hmac hmac) {
        secret = hmac;
        return this;
    }

    /** A rule that JSON data must keep; null for none. */
    public RouteBuilder dataRule(@Nullable DataRule rule) {
        dataRule = rule;
        return this;
    }

    /** The route; null where what was set cannot be one, which is reported then. */
    public @Nullable Route build() {
        checkTopic();
        checkKey();
        checkSecret();
        checkNothingRedactedIsShown();
        DataPlan plan = dataPlan();
        if (topic == null) {
            return null;
        }
        return new Route(this, new TopicRecipe(topic, topicsAllowed, topicsAllowedPrefixes), new Recipe(key), plan);
    }

    private void checkKey() {
        if (keyRequired && key.isEmpty()) {
            refusals.refuse(
                    "keyless", "refuse", "would refuse every event, because key is none: leave one of the two out");
        }
    }

    private void checkTopic() {
        if (topic == null || topic.constant() != null) {
            return;
        }
        if (topicsAllowed.isEmpty() && topicsAllowedPrefixes.isEmpty()) {
            refusals.refuse(
                    "topic", topicText, "would let events name any topic: list those they may name in topics-allowed");
        }
    }

    private void checkSecret() {
        if (secret != null) {
            return;
        }
        redactions.forEach((place, redaction) -> {
            if (redaction == Redaction.HASH) {
                refusals.refuse("redact." + place, "hash", NO_SECRET);
            }
        });
        for (Use use : uses) {
            if (use.template.hashes()) {
                refusals.refuse(use.key, use.text, NO_SECRET);
            }
        }
    }

    private void checkNothingRedactedIsShown() {
        for (Use use : uses) {
            for (JsonPointer shown : use.template.shown()) {
                for (JsonPointer redacted : redactions.keySet()) {
                    if (redacted.covers(shown)) {
                        refusals.refuse(
                                use.key,
                                use.text,
                                "would show " + shown + ", which redact takes out of the data (" + redacted
                                        + "): write hash(" + shown + ")");
                    }
                }
            }
        }
    }

    private @Nullable DataPlan dataPlan() {
        boolean nothing = pointers.wanted().isEmpty() && redactions.isEmpty();
        boolean withoutSecret = secret == null && redactions.containsValue(Redaction.HASH);
        if (nothing || withoutSecret) {
            return null;
        }
        try {
            return DataPlan.of(pointers.wanted(), redactions, secret);
        } catch (IllegalArgumentException e) {
            refusals.refuse("redact", redactions.keySet().toString(), "cannot all hold: " + e.getMessage());
            return null;
        }
    }

    private List<Template> templates(String settingKey, List<String> entries) {
        List<Template> templates = new ArrayList<>(entries.size());
        for (String entry : entries) {
            Template template = template(settingKey, entry, Template::ofEntry);
            if (template != null) {
                templates.add(template);
            }
        }
        return templates;
    }

    private @Nullable Template template(String settingKey, String text, Parser<Template> parser) {
        try {
            Template template = parser.parse(text, pointers);
            uses.add(new Use(settingKey, text, template));
            return template;
        } catch (IllegalArgumentException e) {
            refusals.refuse(settingKey, text, String.valueOf(e.getMessage()));
            return null;
        }
    }
}
