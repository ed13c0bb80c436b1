package dev.sluice.core.mapping;

import dev.sluice.core.data.DataView;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which topic an event goes to: one that is written down, or a template confined to those that are allowed.
 *
 * <p>An event's content never names any other topic. Thread-safe.
 */
final class TopicRecipe {

    private final Template template;
    private final @Nullable String constant;
    private final Set<String> allowed;
    private final List<String> allowedPrefixes;

    /** A recipe; a template without a place in it needs no allowed names. All names are legal ones. */
    TopicRecipe(Template template, Set<String> allowed, List<String> allowedPrefixes) {
        this.template = template;
        this.constant = template.constant();
        this.allowed = Set.copyOf(allowed);
        this.allowedPrefixes = List.copyOf(allowedPrefixes);
    }

    /**
     * The topic.
     *
     * @throws Refusal {@code UNROUTABLE} where the template yields none, or one that is not allowed
     */
    String topic(CloudEvent event, @Nullable DataView data) {
        if (constant != null) {
            return constant;
        }
        String topic = template.value(event, data);
        if (topic == null) {
            throw Refusal.unroutable("the event has no value for a place in topic");
        }
        if (!allowed.contains(topic) && !isAllowedByPrefix(topic)) {
            throw Refusal.unroutable("the topic that the event asks for is not allowed");
        }
        return topic;
    }

    private boolean isAllowedByPrefix(String topic) {
        for (String prefix : allowedPrefixes) {
            if (topic.startsWith(prefix)) {
                return TopicName.isLegal(topic);
            }
        }
        return false;
    }

    /** The topics that are known before any event: the one written down, or those that are allowed by name. */
    Set<String> known() {
        return constant == null ? allowed : Set.of(constant);
    }
}
