package dev.sluice.core.envelope;

import dev.sluice.core.data.DataQuery;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the requests of one web hook mean: where its events are, and a recipe for each attribute.
 *
 * <p>Made by {@link WebhookWordsBuilder}, which checks everything. Immutable, thread-safe.
 */
public final class WebhookWords {

    /**
     * An attribute and its recipe.
     *
     * @param isRequired whether every event needs it
     */
    record Attribute(String name, WebhookRecipe recipe, boolean isRequired) {}

    /** Where the elements are: the slot of the array in {@link #body}; -1 if the body is the only element. */
    final int eachSlot;

    /** The array of the elements as the operator wrote it, for messages. */
    final String eachShown;

    /** What is read of the body: the array of the elements among it. */
    final DataQuery body;

    /** What is read of an element; the same as {@link #body} if the body is the only one. */
    final DataQuery element;

    /** The slot of the data in {@link #element}; -1 if the data is the whole element. */
    final int dataSlot;

    /** The data's place as the operator wrote it, for messages. */
    final String dataShown;

    /** The field of a form that holds the JSON; null if forms are data like any other. */
    final @Nullable String formField;

    /** The headers that recipes read, in lower case. */
    final List<String> headers;

    /** What tells the cases apart; null if there are none. */
    final @Nullable WebhookRecipe eventBy;

    /** The attributes of events that no case takes. */
    final List<Attribute> attributes;

    /** All attributes of the events of each case. */
    final Map<String, List<Attribute>> cases;

    /** The required attributes that headers alone yield, whatever the case. */
    final List<Attribute> inHead;

    WebhookWords(WebhookWordsBuilder from) {
        this.eachSlot = from.eachSlot;
        this.eachShown = from.eachShown;
        this.body = from.bodyQuery();
        this.element = from.eachSlot < 0 ? body : from.elementQuery();
        this.dataSlot = from.dataSlot;
        this.dataShown = from.dataShown;
        this.formField = from.formField;
        this.headers = List.copyOf(from.reads.headers());
        this.eventBy = from.eventBy;
        this.attributes = from.attributes(Map.of());
        this.cases = from.cases();
        this.inHead = attributes.stream()
                .filter(attribute -> attribute.isRequired()
                        && attribute.recipe().needsHeadersOnly()
                        && cases.values().stream().allMatch(list -> list.contains(attribute)))
                .toList();
    }

    /** Whether a request holds any number of events. */
    public boolean hasBatches() {
        return eachSlot >= 0;
    }
}
