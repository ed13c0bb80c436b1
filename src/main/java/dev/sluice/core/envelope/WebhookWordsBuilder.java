package dev.sluice.core.envelope;

import dev.sluice.core.data.DataQuery;
import dev.sluice.core.data.JsonPointer;
import dev.sluice.core.mapping.PointerSlots;
import dev.sluice.core.mapping.SettingErrors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@link WebhookWords} from the texts that an operator writes, and reports everything that is wrong with them.
 *
 * <p>For one sender on one thread.
 */
public final class WebhookWordsBuilder {

    /** What {@code each} says if the body itself is the array. */
    private static final String BODY = "body";

    private static final List<String> REQUIRED = List.of("id", "source", "type");
    private static final Set<String> NOT_BY_RECIPE = Set.of("specversion", "datacontenttype", "data");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+");

    private final SettingErrors errors;
    private boolean isWrong;
    final WebhookRecipe.Reads reads;
    private final @Nullable JsonPointer each;
    final int eachSlot;
    final String eachShown;
    int dataSlot = -1;
    String dataShown = "";

    @Nullable
    String formField;

    @Nullable
    WebhookRecipe eventBy;

    private final Map<String, WebhookRecipe> event = new LinkedHashMap<>();
    private final Map<String, Map<String, WebhookRecipe>> cases = new TreeMap<>();

    /**
     * A builder.
     *
     * @param each the place of the array of which each element is an event, or {@code body}; null if the body is one
     *     event
     * @param errors gets each problem, under the name of its key below the sender's; the value is empty if the key is
     *     missing
     */
    public WebhookWordsBuilder(@Nullable String each, SettingErrors errors) {
        this.errors = errors;
        PointerSlots ofBody = new PointerSlots();
        this.reads = new WebhookRecipe.Reads(new ArrayList<>(), each == null ? ofBody : new PointerSlots(), ofBody);
        this.eachShown = each == null ? "" : each;
        this.each = each == null ? null : pointer("each", each.equals(BODY) ? "" : each);
        this.eachSlot = this.each == null ? -1 : ofBody.add(this.each);
    }

    /** Sets the place of the data in the element. */
    public WebhookWordsBuilder data(String text) {
        JsonPointer pointer = pointer("data", text);
        if (pointer != null) {
            dataSlot = reads.element().add(pointer);
            dataShown = text;
        }
        return this;
    }

    /** Sets the field of a form-encoded body that holds the JSON. */
    public WebhookWordsBuilder formField(String name) {
        formField = name;
        return this;
    }

    /** Sets the recipe of an attribute. */
    public WebhookWordsBuilder attribute(String name, List<String> texts) {
        recipe("event." + name, name, texts, event);
        return this;
    }

    /** Sets what tells the cases apart: the first alternative whose text is the name of a case. */
    public WebhookWordsBuilder eventBy(List<String> texts) {
        eventBy = parsed("event-by", texts);
        return this;
    }

    /** Sets the recipe of an attribute for the events of one case. */
    public WebhookWordsBuilder attributeOfCase(String caseName, String name, List<String> texts) {
        recipe(
                "cases." + caseName + "." + name,
                name,
                texts,
                cases.computeIfAbsent(caseName, first -> new LinkedHashMap<>()));
        return this;
    }

    private void recipe(String key, String name, List<String> texts, Map<String, WebhookRecipe> into) {
        if (NOT_BY_RECIPE.contains(name) || !NAME.matcher(name).matches()) {
            refuse(
                    key,
                    name,
                    NOT_BY_RECIPE.contains(name)
                            ? "is not made by a recipe: leave it out"
                            : "is not an attribute name: use lower-case letters and digits");
            return;
        }
        WebhookRecipe recipe = parsed(key, texts);
        int constant = recipe.constant();
        if (constant >= 0 && (name.equals("id") || name.equals("time"))) {
            refuse(
                    key,
                    texts.get(constant),
                    "is the same for all events: write a place in braces, such as {/" + name + "}");
        } else if (constant >= 0 && constant < recipe.size() - 1) {
            refuse(key, texts.get(constant), "always has a value, so what follows is never tried: write it last");
        }
        into.put(name, recipe);
    }

    private WebhookRecipe parsed(String key, List<String> texts) {
        return WebhookRecipe.parse(texts, reads, (text, reason) -> refuse(key, text, reason));
    }

    private @Nullable JsonPointer pointer(String key, String text) {
        try {
            return JsonPointer.parse(text);
        } catch (IllegalArgumentException e) {
            refuse(
                    key,
                    text,
                    e.getMessage() + (key.equals("each") ? ", or 'body' if the body itself is the array" : ""));
            return null;
        }
    }

    private void refuse(String key, String value, String reason) {
        isWrong = true;
        errors.refuse(key, value, reason);
    }

    /** The words; null if anything was reported. */
    public @Nullable WebhookWords build() {
        for (String name : REQUIRED) {
            if (!event.containsKey(name)) {
                refuse(
                        "event." + name,
                        "",
                        "is missing, and every event needs it: write a recipe, such as \"{/" + name + "}\"");
            }
        }
        if (cases.isEmpty() != (eventBy == null)) {
            refuse(
                    eventBy == null ? "event-by" : "cases",
                    "",
                    eventBy == null
                            ? "is missing: write what tells the cases apart, such as \"{/type}\""
                            : "is missing: write what differs between the values of event-by, or leave that out");
        }
        if (each != null) {
            for (JsonPointer pointer : reads.body().wanted()) {
                if (!pointer.equals(each) && each.covers(pointer)) {
                    refuse(
                            "each",
                            eachShown,
                            "holds {body:" + pointer + "}, which a recipe reads: write it from the element on");
                }
            }
        }
        return isWrong ? null : new WebhookWords(this);
    }

    DataQuery bodyQuery() {
        return DataQuery.of(reads.body().wanted(), Map.of(), null);
    }

    DataQuery elementQuery() {
        return DataQuery.of(reads.element().wanted(), Map.of(), null);
    }

    /** All attributes of events, of which {@code own} replace or add to those of all events. */
    List<WebhookWords.Attribute> attributes(Map<String, WebhookRecipe> own) {
        Map<String, WebhookRecipe> all = new LinkedHashMap<>(event);
        all.putAll(own);
        List<WebhookWords.Attribute> attributes = new ArrayList<>();
        all.forEach(
                (name, recipe) -> attributes.add(new WebhookWords.Attribute(name, recipe, REQUIRED.contains(name))));
        return List.copyOf(attributes);
    }

    Map<String, List<WebhookWords.Attribute>> cases() {
        Map<String, List<WebhookWords.Attribute>> all = new LinkedHashMap<>();
        cases.forEach((name, own) -> all.put(name, attributes(own)));
        return Map.copyOf(all);
    }
}
