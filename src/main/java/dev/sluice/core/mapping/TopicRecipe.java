package dev.sluice.core.mapping;

import dev.sluice.core.data.DataView;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The topic of an event: a fixed name, or a template that is confined to allowed topics.
 *
 * <p>No event can name any other topic. Thread-safe.
 */
final class TopicRecipe {

    private final Template template;
    private final @Nullable String constant;
    private final Set<String> allowed;
    private final List<String> allowedPrefixes;

    /** A recipe. A template without a place needs no allowed topics. All names must be legal. */
    TopicRecipe(Template template, Set<String> allowed, List<String> allowedPrefixes) {
        this.template = template;
        this.constant = template.constant();
        this.allowed = Set.copyOf(allowed);
        this.allowedPrefixes = List.copyOf(allowedPrefixes);
    }

    /**
     * The topic of {@code event}.
     *
     * @throws Refusal {@code UNROUTABLE} if the template yields none, or one that is not allowed
     */
    String topic(CloudEvent event, Arrival arrival, @Nullable DataView data) {
        if (constant != null) {
            return constant;
        }
        String topic = template.value(event, arrival, data);
        if (topic == null) {
            throw Refusal.unroutable("the event has no value for a part of topic in braces");
        }
        if (!allowed.contains(topic) && !isAllowedByPrefix(topic)) {
            throw Refusal.unroutable("the event chooses a topic that is not allowed");
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

    /** The topics that are known before any event: the fixed name, or those that are allowed by name. */
    Set<String> known() {
        return constant == null ? allowed : Set.of(constant);
    }
}
