package dev.sluice.config;

import dev.sluice.config.Kinds.Kind;
import dev.sluice.config.Kinds.Words;
import dev.sluice.core.envelope.TopicArn;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes what only a sender of {@code kind: sns} has from the texts of its keys, and reports the texts that are wrong.
 *
 * <p>Used by the thread of the startup.
 */
final class SnsReader {

    private final Inherited<SenderKeys> keys;
    private final ConfigErrors errors;
    private final ValueParser values;

    SnsReader(Inherited<SenderKeys> keys, ConfigErrors errors) {
        this.keys = keys;
        this.errors = errors;
        this.values = new ValueParser(errors);
    }

    /** The topics of a sender, and what it may do; null if the sender is of another kind. */
    Sender.@Nullable Sns read(Kind kind) {
        boolean allowsUnsigned = yesOrNo("allow-unsigned", SenderKeys::allowUnsigned);
        boolean confirms = yesOrNo("confirm", SenderKeys::confirm);
        if (kind.words() != Words.SNS) {
            refuseOwn();
            return null;
        }
        return new Sender.Sns(topicArns(), allowsUnsigned, confirms);
    }

    private boolean yesOrNo(String key, Function<SenderKeys, Optional<String>> value) {
        String text = keys.pick(key, value).orElse("false");
        return values.yesOrNo(keys.full(key), text);
    }

    private Set<String> topicArns() {
        List<String> arns = keys.pick("topic-arns", SenderKeys::topicArns).orElse(List.of());
        if (arns.isEmpty()) {
            errors.add(keys.prefix() + "topic-arns is missing: list the topics whose messages are taken, because"
                    + " anybody can have SNS sign messages of a topic of their own");
        }
        for (String arn : arns) {
            try {
                TopicArn.parse(arn);
            } catch (IllegalArgumentException e) {
                errors.refuse(keys.full("topic-arns"), arn, String.valueOf(e.getMessage()));
            }
        }
        return Set.copyOf(arns);
    }

    /** What stands below {@code sluice} may be for another sender. */
    private void refuseOwn() {
        SenderKeys own = keys.own();
        if (own != null) {
            own.topicArns().ifPresent(arns -> refuse("topic-arns", arns.toString()));
            own.allowUnsigned().ifPresent(text -> refuse("allow-unsigned", text));
            own.confirm().ifPresent(text -> refuse("confirm", text));
        }
    }

    private void refuse(String key, String value) {
        errors.refuse(keys.prefix() + key, value, "has no effect, because the kind is not sns: leave it out");
    }
}
