package dev.sluice.config;

import dev.sluice.core.data.JsonPointer;
import dev.sluice.core.envelope.Challenge;
import dev.sluice.core.envelope.WebhookWords;
import dev.sluice.core.envelope.WebhookWordsBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes what the requests of a web hook mean from the texts of a sender's keys, and reports the texts that are wrong.
 *
 * <p>Used by the thread of the startup.
 */
final class WebhookReader {

    private final SenderKeys sender;
    private final String prefix;
    private final ConfigErrors errors;

    /** A reader of the sender whose keys are below {@code prefix}, which ends with a dot. */
    WebhookReader(SenderKeys sender, String prefix, ConfigErrors errors) {
        this.sender = sender;
        this.prefix = prefix;
        this.errors = errors;
    }

    /** The sender's words; null if there are none, which is reported. */
    @Nullable
    WebhookWords words() {
        WebhookWordsBuilder words = new WebhookWordsBuilder(sender.each().orElse(null), this::refuse);
        sender.data().ifPresent(words::data);
        sender.formField().ifPresent(words::formField);
        // in the same order at every startup
        new TreeMap<>(sender.event()).forEach(words::attribute);
        sender.eventBy().ifPresent(words::eventBy);
        new TreeMap<>(sender.cases())
                .forEach((name, attributes) -> new TreeMap<>(attributes)
                        .forEach((attribute, recipe) -> words.attributeOfCase(name, attribute, recipe)));
        return words.build();
    }

    private void refuse(String key, String value, String reason) {
        if (value.isEmpty()) {
            errors.add(prefix + key + " " + reason);
        } else {
            errors.refuse(prefix + key, value, reason);
        }
    }

    /** The question that the sender asks; null if it asks none, or one that is reported. */
    @Nullable
    Challenge challenge() {
        SenderKeys.Challenge keys = sender.challenge();
        Map<JsonPointer, String> when = new LinkedHashMap<>();
        new TreeMap<>(keys.when()).forEach((place, text) -> {
            JsonPointer pointer = pointer("challenge.when." + place, place);
            if (pointer != null) {
                when.put(pointer, text);
            }
        });
        JsonPointer body =
                keys.body().map(text -> pointer("challenge.body", text)).orElse(null);
        if (keys.body().isEmpty() != keys.when().isEmpty()) {
            errors.add(prefix + (keys.body().isEmpty() ? "challenge.body" : "challenge.when")
                    + " is missing: set challenge.body to the place of the text, and challenge.when to what only a"
                    + " question has");
        }
        return keys.query().isEmpty() && body == null
                ? null
                : new Challenge(keys.query().orElse(null), body, when);
    }

    private @Nullable JsonPointer pointer(String key, String text) {
        try {
            return JsonPointer.parse(text);
        } catch (IllegalArgumentException e) {
            errors.refuse(prefix + key, text, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** Reports those keys of web hooks that a sender of another {@code kind} has, because nobody would read them. */
    void refuseAll(Kinds.Kind kind) {
        refuseAll(" has no effect with kind: " + kind.name()
                + ", which has words and questions of its own: leave it out, or write kind: webhook");
    }

    /** Reports those that stand directly below {@code sluice} beside senders, of which each has its own. */
    static void refuseBesideSenders(SluiceKeys keys, ConfigErrors errors) {
        new WebhookReader(keys, "sluice.", errors)
                .refuseAll(" has no effect beside sluice.senders: write it below the sender that it is for");
    }

    private void refuseAll(String reason) {
        SenderKeys.Challenge challenge = sender.challenge();
        boolean asks = challenge.query().isPresent()
                || challenge.body().isPresent()
                || !challenge.when().isEmpty();
        refuseKey("each", sender.each().isPresent(), reason);
        refuseKey("form-field", sender.formField().isPresent(), reason);
        refuseKey("event", !sender.event().isEmpty(), reason);
        refuseKey("event-by", sender.eventBy().isPresent(), reason);
        refuseKey("cases", !sender.cases().isEmpty(), reason);
        refuseKey("challenge", asks, reason);
    }

    private void refuseKey(String key, boolean isWritten, String reason) {
        if (isWritten) {
            errors.add(prefix + key + reason);
        }
    }
}
