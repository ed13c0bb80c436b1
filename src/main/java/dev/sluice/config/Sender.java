package dev.sluice.config;

import dev.sluice.core.cesql.Expression;
import dev.sluice.core.envelope.Challenge;
import dev.sluice.core.envelope.DataPart;
import dev.sluice.core.envelope.WebhookWords;
import dev.sluice.core.event.TextPattern;
import dev.sluice.core.http.HeaderValues;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sender: where its requests come in, in what words, and what it may send. {@link SenderKeys} explains each key.
 * Immutable.
 *
 * @param name the name in the configuration; {@link #ONLY} if the configuration names none
 * @param path the one path that takes its requests; no other sender has it
 * @param kind what it speaks
 * @param headerValues how it writes attributes into headers
 * @param ackDeadline how long it waits for an answer at most: the configured deadline, or else the kind's preset
 * @param maxBodyBytes its largest body, as sent and once decompressed
 * @param ratePerMinute how many requests a minute it may make; null for any number
 * @param webhook who may register this endpoint
 * @param authentication how its requests prove who they are from
 * @param grants what proven callers may send, any that fits; empty for everything
 * @param dataPart what of an envelope around a message becomes the data
 * @param sns what is particular to Amazon SNS; null for another kind
 * @param webhookWords what the requests of a web hook mean; null for another kind
 * @param challenge the question whether this endpoint wants its events; null if it asks none
 */
public record Sender(
        String name,
        String path,
        Kinds.Kind kind,
        HeaderValues headerValues,
        Duration ackDeadline,
        int maxBodyBytes,
        @Nullable Integer ratePerMinute,
        Webhook webhook,
        Authentication authentication,
        List<Grant> grants,
        DataPart dataPart,
        @Nullable Sns sns,
        @Nullable WebhookWords webhookWords,
        @Nullable Challenge challenge) {

    /** The name of the sender of a configuration that names none. */
    public static final String ONLY = "default";

    /** Whether anything proves who sends its requests. */
    public boolean isProven() {
        return !authentication.isOff() || sns != null && !sns.allowsUnsigned;
    }

    /** What to set so that something does: the rest of a sentence that ends with "set". */
    public String missingProof() {
        Preset preset = Preset.of(kind.name());
        return preset != null && preset.usesSecretsOfSender()
                ? "secrets to those of " + preset.usualProof() + ", or another proof below authenticate"
                : "authenticate";
    }

    /**
     * Who may register this endpoint as the target of its deliveries.
     *
     * @param origins compared exactly; {@code *} is every origin
     * @param ratePerMinute how many requests a minute each origin may send; null for any number
     */
    public record Webhook(List<String> origins, @Nullable Integer ratePerMinute) {}

    /**
     * What is particular to Amazon SNS.
     *
     * @param topicArns the topics whose messages are taken, by ARN; at least one
     * @param allowsUnsigned whether raw delivery is taken, which nothing signs
     * @param confirms whether a subscription is confirmed by fetching its URL
     */
    public record Sns(Set<String> topicArns, boolean allowsUnsigned, boolean confirms) {}

    /**
     * What a caller may send.
     *
     * @param caller who; null for every caller
     * @param when which events; null for all
     */
    public record Grant(
            @Nullable TextPattern caller, @Nullable Expression when) {}
}
