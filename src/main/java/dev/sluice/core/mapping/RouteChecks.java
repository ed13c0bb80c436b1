package dev.sluice.core.mapping;

import dev.sluice.core.data.JsonPointer;
import dev.sluice.core.data.Redaction;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks of a route's settings, each alone and in combination: illegal names, topics that any sender could choose,
 * hashes without a secret, templates that show redacted data.
 *
 * <p>Reports every problem and changes nothing. Stateless apart from where it reports.
 */
final class RouteChecks {

    /** The recipe that stands for no key. */
    static final String NONE = "none";

    private static final Set<String> OWN_HEADERS = Set.of("content-type", "traceparent", "tracestate");
    private static final List<String> OWN_HEADER_PREFIXES = List.of("ce_", "sluice_");
    private static final String NO_SECRET =
            "needs sluice.redact-secret, which is missing: set it, or SLUICE_REDACT_SECRET, to 16 characters or more";

    private final SettingErrors errors;

    /** A template, with the setting and the text that it comes from. */
    record Use(String key, String text, Template template) {}

    RouteChecks(SettingErrors errors) {
        this.errors = errors;
    }

    /**
     * A topic that does not depend on events must have a legal name. {@code topic} is null if {@code text} was refused
     * before.
     */
    void topicIsLegal(String text, @Nullable Template topic) {
        String constant = topic == null ? null : topic.constant();
        if (constant != null && !TopicName.isLegal(constant)) {
            errors.refuse("topic", text, "is not a topic name: " + TopicName.RULE);
        }
    }

    /** A topic that depends on events must be confined to allowed topics. */
    void topicIsConfined(String text, @Nullable Template topic, boolean anyAllowed) {
        if (topic != null && topic.constant() == null && !anyAllowed) {
            errors.refuse(
                    "topic",
                    text,
                    "would let events choose any topic: list the topics that they may choose in topics-allowed");
        }
    }

    /** A topic that depends on events must be able to yield one of the allowed topics. */
    void someAllowedIsYielded(String text, @Nullable Template topic, Set<String> names, List<String> prefixes) {
        if (topic == null || topic.constant() != null || names.isEmpty() && prefixes.isEmpty()) {
            return;
        }
        String start = topic.start();
        boolean some = names.stream().anyMatch(name -> fits(topic, name))
                || prefixes.stream().anyMatch(prefix -> prefix.startsWith(start) || start.startsWith(prefix));
        if (!some) {
            errors.refuse(
                    "topic",
                    text,
                    "can yield none of the allowed topics, so it would refuse every event: write one that fits"
                            + " topics-allowed or topics-allowed-prefix");
        }
    }

    /** A subject that depends on events must be confined to allowed ones, of which it can yield some. */
    void subjectIsConfined(String text, @Nullable Template subject, Set<String> allowed) {
        if (subject == null || subject.constant() != null) {
            return;
        }
        if (allowed.isEmpty()) {
            errors.refuse(
                    "value.subject",
                    text,
                    "would let events choose any schema: list the subjects that they may choose in"
                            + " value.subjects-allowed");
        } else if (allowed.stream().noneMatch(name -> fits(subject, name))) {
            errors.refuse(
                    "value.subject",
                    text,
                    "can yield none of value.subjects-allowed, so it would refuse every event: write one that fits");
        }
    }

    private static boolean fits(Template template, String name) {
        return name.length() > template.start().length() + template.end().length()
                && name.startsWith(template.start())
                && name.endsWith(template.end());
    }

    /** Allowed topics must have legal names. */
    void areTopics(List<String> allowed) {
        for (String name : allowed) {
            if (!TopicName.isLegal(name)) {
                boolean asPrefix = name.endsWith("*");
                errors.refuse(
                        "topics-allowed",
                        name,
                        asPrefix
                                ? "is not a topic name: write it without the * in topics-allowed-prefix, which lets"
                                        + " events choose any topic with that prefix"
                                : "is not a topic name: " + TopicName.RULE);
            }
        }
    }

    /** An allowed prefix must be the start of a legal name, and not be empty. */
    void areStartsOfTopics(List<String> prefixes) {
        for (String prefix : prefixes) {
            if (prefix.isEmpty() || !TopicName.isLegalPart(prefix)) {
                errors.refuse(
                        "topics-allowed-prefix",
                        prefix,
                        "is not the start of a topic name: use letters, digits, dots, underscores and hyphens, and no"
                                + " *");
            }
        }
    }

    /** The word {@code none} must not be one of several entries. */
    void noneIsNotAmongOthers(List<String> entries) {
        if (entries.contains(NONE)) {
            errors.refuse("key", NONE, "means no key, so it must stand alone: if you mean the attribute, write {none}");
        }
    }

    /** A required key must be one that an event can yield. */
    void someEventHasAKey(boolean required, boolean anyRecipe) {
        if (required && !anyRecipe) {
            errors.refuse(
                    "keyless", "refuse", "would refuse every event, because key is none: leave one of the two out");
        }
    }

    /** A hash is 64 hexadecimal digits, which are a key in no format but text. */
    void noKeyIsAHash(KeyFormat format, List<Use> uses) {
        if (format == KeyFormat.TEXT) {
            return;
        }
        for (Use use : uses) {
            if (use.key.equals("key") && use.template.hashes()) {
                errors.refuse(
                        "key",
                        use.text,
                        "yields a hash, which key-format " + format.name().toLowerCase(Locale.ROOT)
                                + " refuses: leave one of the two out");
            }
        }
    }

    /** The recipe of the partition must not look like a fixed partition. */
    void partitionIsOfTheEvent(List<String> entries) {
        for (String entry : entries) {
            if (entry.matches("[0-9]+")) {
                errors.refuse(
                        "partition",
                        entry,
                        "would be read as an attribute, because the event chooses the partition: if you mean the"
                                + " attribute, write {" + entry + "}");
            } else if (entry.equals(NONE)) {
                errors.refuse(
                        "partition",
                        entry,
                        "would be read as an attribute: leave the key out, or, if you mean the attribute, write"
                                + " {none}");
            }
        }
    }

    /** A header must have a legal name that Sluice does not use itself. */
    void headerIsFree(String name, String text) {
        if (!name.matches("[!-~]+")) {
            errors.refuse("headers." + name, text, "has an illegal header name: use printable ASCII without spaces");
        } else if (isOwnHeader(name.toLowerCase(Locale.ROOT))) {
            errors.refuse(
                    "headers." + name,
                    text,
                    "has a name that is reserved for Sluice's own headers: choose another name");
        }
    }

    private static boolean isOwnHeader(String name) {
        return OWN_HEADERS.contains(name) || OWN_HEADER_PREFIXES.stream().anyMatch(name::startsWith);
    }

    /** Without a secret, nothing can be hashed. */
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

    /** A template must not show in a key, topic, partition or header what is redacted in the value. */
    void nothingRedactedIsShown(Set<JsonPointer> redactions, List<Use> uses) {
        for (Use use : uses) {
            for (JsonPointer shown : use.template.shown()) {
                for (JsonPointer redacted : redactions) {
                    if (redacted.covers(shown)) {
                        errors.refuse(
                                use.key,
                                use.text,
                                "would show " + shown + ", which redact removes from the data (" + redacted
                                        + "): write hash(" + shown + ")");
                    }
                }
            }
        }
    }
}
