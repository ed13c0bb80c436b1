package dev.sluice.core.mapping;

import dev.sluice.core.data.JsonPointer;
import dev.sluice.core.data.Redaction;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a route's settings must not be, each for itself and together: names that are none, topics that any sender could
 * choose, hashes without a secret, a template that shows what is redacted.
 *
 * <p>Reports everything that is wrong, and decides nothing. Stateless but for whom it reports to.
 */
final class RouteChecks {

    /** The recipe that says that there is no key. */
    static final String NONE = "none";

    private static final Set<String> OWN_HEADERS = Set.of("content-type", "traceparent", "tracestate");
    private static final List<String> OWN_HEADER_PREFIXES = List.of("ce_", "sluice_");
    private static final String NO_SECRET =
            "hashes, and sluice.redact-secret is missing: set it, or SLUICE_REDACT_SECRET, to 16 characters or more";

    private final SettingErrors errors;

    /** Where a template stands: the setting, its text, and what was made of it. */
    record Use(String key, String text, Template template) {}

    RouteChecks(SettingErrors errors) {
        this.errors = errors;
    }

    /**
     * A topic that events do not choose has a legal name; {@code topic} is null where {@code text} was refused before.
     */
    void topicIsLegal(String text, @Nullable Template topic) {
        String constant = topic == null ? null : topic.constant();
        if (constant != null && !TopicName.isLegal(constant)) {
            errors.refuse("topic", text, "is not a topic name: " + TopicName.RULE);
        }
    }

    /** A topic that events choose is one of those that are allowed, whatever they are. */
    void topicIsConfined(String text, @Nullable Template topic, boolean anyAllowed) {
        if (topic != null && topic.constant() == null && !anyAllowed) {
            errors.refuse("topic", text, "would let events name any topic: list those they may name in topics-allowed");
        }
    }

    /** What events may choose are names of topics. */
    void areTopics(List<String> allowed) {
        for (String name : allowed) {
            if (!TopicName.isLegal(name)) {
                boolean asPrefix = name.endsWith("*");
                errors.refuse(
                        "topics-allowed",
                        name,
                        asPrefix
                                ? "is not a topic name: write it without the * under topics-allowed-prefix, which lets"
                                        + " events name any topic that starts so"
                                : "is not a topic name: " + TopicName.RULE);
            }
        }
    }

    /** What a topic may start with is the start of a name, and not of every name. */
    void areStartsOfTopics(List<String> prefixes) {
        for (String prefix : prefixes) {
            if (prefix.isEmpty() || !TopicName.isLegalPart(prefix)) {
                errors.refuse(
                        "topics-allowed-prefix",
                        prefix,
                        "is not how a topic name starts: write letters, digits, dots, underscores and hyphens, no *");
            }
        }
    }

    /** The word for no key is no alternative to a key. */
    void noneIsNotAmongOthers(List<String> entries) {
        if (entries.contains(NONE)) {
            errors.refuse("key", NONE, "stands for no key, and alone: write {none} for the attribute of that name");
        }
    }

    /** A key that is required is one that an event can have. */
    void someEventHasAKey(boolean required, boolean anyRecipe) {
        if (required && !anyRecipe) {
            errors.refuse(
                    "keyless", "refuse", "would refuse every event, because key is none: leave one of the two out");
        }
    }

    /** The recipe of a partition does not look like a partition. */
    void partitionIsOfTheEvent(List<String> entries) {
        for (String entry : entries) {
            if (entry.matches("[0-9]+")) {
                errors.refuse(
                        "partition",
                        entry,
                        "would be the attribute of that name: the partition is chosen by the event, write {" + entry
                                + "} if that is meant");
            } else if (entry.equals(NONE)) {
                errors.refuse(
                        "partition",
                        entry,
                        "would be the attribute of that name: leave the key out, or write {none} if that is meant");
            }
        }
    }

    /** A header has a name that a header can have, and that no header of Sluice's has. */
    void headerIsFree(String name, String text) {
        if (!name.matches("[!-~]+")) {
            errors.refuse(
                    "headers." + name, text, "has a name that no header can have: use printable ASCII without spaces");
        } else if (isOwnHeader(name.toLowerCase(Locale.ROOT))) {
            errors.refuse(
                    "headers." + name,
                    text,
                    "would stand beside a header that Sluice writes itself: choose another name");
        }
    }

    private static boolean isOwnHeader(String name) {
        return OWN_HEADERS.contains(name) || OWN_HEADER_PREFIXES.stream().anyMatch(name::startsWith);
    }

    /** Without a secret, no hash is asked for. */
    void nothingIsHashed(Map<JsonPointer, Redaction> redactions, List<Use> uses) {
        redactions.forEach((place, redaction) -> {
            if (redaction == Redaction.HASH) {
                errors.refuse("redact." + place, "hash", NO_SECRET);
            }
        });
        for (Use use : uses) {
            if (use.template.hashes()) {
                errors.refuse(use.key, use.text, NO_SECRET);
            }
        }
    }

    /** No template puts into a key, a topic or a header what the record's value must not have. */
    void nothingRedactedIsShown(Set<JsonPointer> redactions, List<Use> uses) {
        for (Use use : uses) {
            for (JsonPointer shown : use.template.shown()) {
                for (JsonPointer redacted : redactions) {
                    if (redacted.covers(shown)) {
                        errors.refuse(
                                use.key,
                                use.text,
                                "would show " + shown + ", which redact takes out of the data (" + redacted
                                        + "): write hash(" + shown + ")");
                    }
                }
            }
        }
    }
}
