package dev.sluice.core.mapping;

import dev.sluice.core.data.DataView;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The subject of the schema that an event's value is written by: a fixed name, or a template that is confined to
 * allowed subjects.
 *
 * <p>No event can name any other subject. Thread-safe.
 */
final class SubjectRecipe {

    private final @Nullable Template template;
    private final @Nullable String constant;
    private final Set<String> allowed;

    /** A recipe. A template without a place needs no allowed subjects. */
    SubjectRecipe(Template template, Set<String> allowed) {
        this(template, template.constant(), Set.copyOf(allowed));
    }

    private SubjectRecipe(@Nullable Template template, @Nullable String constant, Set<String> allowed) {
        this.template = template;
        this.constant = constant;
        this.allowed = allowed;
    }

    /** The recipe of {@code subject}, whatever the event. */
    static SubjectRecipe of(String subject) {
        return new SubjectRecipe(null, subject, Set.of());
    }

    /**
     * The subject for {@code event}.
     *
     * @throws Refusal {@code UNROUTABLE} if the template yields none, or one that is not allowed
     */
    String subject(CloudEvent event, Arrival arrival, @Nullable DataView data) {
        if (constant != null) {
            return constant;
        }
        String subject = template == null ? null : template.value(event, arrival, data);
        if (subject == null) {
            throw Refusal.unroutable("the event has no value for a part of value.subject in braces");
        }
        if (!allowed.contains(subject)) {
            throw Refusal.unroutable("the event chooses a value.subject that is not allowed");
        }
        return subject;
    }
}
