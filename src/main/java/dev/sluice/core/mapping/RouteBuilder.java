package dev.sluice.core.mapping;

import dev.sluice.core.data.DataQuery;
import dev.sluice.core.data.Hmac;
import dev.sluice.core.data.JsonPointer;
import dev.sluice.core.data.Redaction;
import dev.sluice.core.event.TextPattern;
import dev.sluice.core.kafka.ContentMode;
import dev.sluice.core.value.SchemaValue;
import dev.sluice.core.value.ValueFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Route} from the texts that an operator writes, and reports everything that is wrong with them, not
 * only the first problem.
 *
 * <p>For one route on one thread.
 */
public final class RouteBuilder {

    final String name;
    private final SettingErrors errors;
    private final RouteChecks checks;
    private final PointerSlots pointers = new PointerSlots();
    private final List<RouteChecks.Use> uses = new ArrayList<>();
    private final Map<JsonPointer, Redaction> redactions = new LinkedHashMap<>();
    private @Nullable Template topic;
    private String topicText = "";
    private final Set<String> topicsAllowed = new LinkedHashSet<>();
    private final List<String> topicsAllowedPrefixes = new ArrayList<>();
    private final List<Template> key = new ArrayList<>();
    private @Nullable Hmac secret;
    boolean keyRequired;
    KeyFormat keyFormat = KeyFormat.TEXT;

    @Nullable
    Recipe partition;

    ContentMode contentMode = ContentMode.BINARY;
    RecordTimestamp timestamp = RecordTimestamp.PRODUCER;
    EmptyData emptyData = EmptyData.TOMBSTONE;

    @Nullable
    ValueFormat valueFormat;

    private @Nullable Template subject;
    private String subjectText = "";
    private final Set<String> subjectsAllowed = new LinkedHashSet<>();
    final List<Route.HeaderTemplate> headers = new ArrayList<>();

    @Nullable
    DataCheck dataCheck;

    final List<TextPattern> callers = new ArrayList<>();

    private interface Parser<T> {
        T parse(String text, PointerSlots pointers);
    }

    /** A builder for the route {@code name} that reports problems to {@code errors}. */
    public RouteBuilder(String name, SettingErrors errors) {
        this.name = name;
        this.errors = errors;
        this.checks = new RouteChecks(errors);
    }

    /** Sets the topic: a name, or a template that yields allowed topics only. */
    public RouteBuilder topic(String text) {
        topicText = text;
        topic = template("topic", text, Template::ofText);
        checks.topicIsLegal(text, topic);
        return this;
    }

    /** Sets the topics that a template may yield. */
    public RouteBuilder topicsAllowed(List<String> names) {
        checks.areTopics(names);
        topicsAllowed.addAll(names);
        return this;
    }

    /** Sets the prefixes of topics that a template may yield. */
    public RouteBuilder topicsAllowedPrefix(List<String> prefixes) {
        checks.areStartsOfTopics(prefixes);
        topicsAllowedPrefixes.addAll(prefixes);
        return this;
    }

    /**
     * Sets the recipe of the key: attribute names, pointers and templates, of which the first that yields a value wins;
     * or {@code none}.
     */
    public RouteBuilder key(List<String> entries) {
        if (!entries.equals(List.of(RouteChecks.NONE))) {
            checks.noneIsNotAmongOthers(entries);
            key.addAll(templates("key", entries));
        }
        return this;
    }

    /** Sets whether an event that yields no key is refused. */
    public RouteBuilder keyRequired(boolean required) {
        keyRequired = required;
        return this;
    }

    /** Sets how the key's text becomes bytes. A text that is none in this format is refused. */
    public RouteBuilder keyFormat(KeyFormat format) {
        keyFormat = format;
        return this;
    }

    /** Sets the recipe of the partition, which must yield a whole number. Without it, Kafka chooses. */
    public RouteBuilder partition(List<String> entries) {
        checks.partitionIsOfTheEvent(entries);
        partition = new Recipe(templates("partition", entries));
        return this;
    }

    /** Sets how the record is laid out. */
    public RouteBuilder contentMode(ContentMode mode) {
        contentMode = mode;
        return this;
    }

    /** Sets where the record's timestamp comes from. */
    public RouteBuilder timestamp(RecordTimestamp from) {
        timestamp = from;
        return this;
    }

    /** Sets what becomes of an event without data. */
    public RouteBuilder emptyData(EmptyData rule) {
        emptyData = rule;
        return this;
    }

    /** Sets what the values are; without it, they are the data as it was sent. */
    public RouteBuilder valueFormat(ValueFormat format) {
        valueFormat = format;
        return this;
    }

    /**
     * Sets the subject of the values' schema: a name, or a template that yields allowed subjects only. Without it, the
     * subject is the one that goes with the topic.
     */
    public RouteBuilder subject(String text) {
        subjectText = text;
        subject = template("value.subject", text, Template::ofText);
        return this;
    }

    /** Sets the subjects that a template may yield. */
    public RouteBuilder subjectsAllowed(List<String> names) {
        subjectsAllowed.addAll(names);
        return this;
    }

    /** The subjects that are known before any event. Topic, subject and what they may be are set before. */
    public Set<String> knownSubjects() {
        if (subject != null) {
            return subject.constant() == null ? Set.copyOf(subjectsAllowed) : Set.of(subject.constant());
        }
        if (topic == null) {
            return Set.of();
        }
        return new TopicRecipe(topic, topicsAllowed, List.of())
                .known().stream().map(SchemaValue::subjectOf).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether an event can choose a subject that is not among {@link #knownSubjects}. */
    public boolean hasUnknownSubjects() {
        return subject == null && topic != null && topic.constant() == null && !topicsAllowedPrefixes.isEmpty();
    }

    /** Adds a header to those of the event. It is left out of a record if the template yields nothing. */
    public RouteBuilder header(String headerName, String text) {
        checks.headerIsFree(headerName, text);
        Template template = template("headers." + headerName, text, Template::ofText);
        if (template != null) {
            headers.add(new Route.HeaderTemplate(headerName, template));
        }
        return this;
    }

    /** Redacts a place in the data, where {@code *} stands for any member or element. */
    public RouteBuilder redact(String place, Redaction redaction) {
        try {
            redactions.put(JsonPointer.parsePattern(place), redaction);
        } catch (IllegalArgumentException e) {
            errors.refuse(
                    "redact." + place,
                    redaction.name().toLowerCase(Locale.ROOT),
                    "does not name a place in the data: " + place + " " + e.getMessage());
        }
        return this;
    }

    /** Sets the keyed hash; null for none, and then nothing can be hashed. */
    public RouteBuilder secret(@Nullable Hmac hmac) {
        secret = hmac;
        return this;
    }

    /** Sets the check that JSON data must pass; null for none. */
    public RouteBuilder dataCheck(@Nullable DataCheck check) {
        dataCheck = check;
        return this;
    }

    /** Sets the callers that may use the route: exactly, or by prefix with a {@code *} at the end. By default all. */
    public RouteBuilder callers(List<String> patterns) {
        patterns.forEach(pattern -> callers.add(new TextPattern(pattern)));
        return this;
    }

    /** Builds the route. If the settings do not make one, reports that and returns null. */
    public @Nullable Route build() {
        checks.topicIsConfined(topicText, topic, !topicsAllowed.isEmpty() || !topicsAllowedPrefixes.isEmpty());
        checks.someAllowedIsYielded(topicText, topic, topicsAllowed, topicsAllowedPrefixes);
        checks.subjectIsConfined(subjectText, subject, subjectsAllowed);
        checks.someEventHasAKey(keyRequired, !key.isEmpty());
        checks.noKeyIsAHash(keyFormat, uses);
        if (secret == null) {
            checks.nothingIsHashed(redactions, uses);
        }
        checks.nothingRedactedIsShown(redactions.keySet(), uses);
        DataQuery query = dataQuery();
        if (topic == null) {
            return null;
        }
        return new Route(
                this,
                new TopicRecipe(topic, topicsAllowed, topicsAllowedPrefixes),
                new Recipe(key),
                subjectRecipe(topic),
                query);
    }

    /** Null if the subject follows from each event's topic. */
    private @Nullable SubjectRecipe subjectRecipe(Template topicTemplate) {
        if (subject != null) {
            return new SubjectRecipe(subject, subjectsAllowed);
        }
        String constant = topicTemplate.constant();
        return valueFormat == null || constant == null ? null : SubjectRecipe.of(SchemaValue.subjectOf(constant));
    }

    private @Nullable DataQuery dataQuery() {
        boolean nothing = pointers.wanted().isEmpty() && redactions.isEmpty();
        boolean withoutSecret = secret == null && redactions.containsValue(Redaction.HASH);
        if (nothing || withoutSecret) {
            return null;
        }
        try {
            return DataQuery.of(pointers.wanted(), redactions, secret);
        } catch (IllegalArgumentException e) {
            errors.refuse("redact", redactions.keySet().toString(), "cannot be combined: " + e.getMessage());
            return null;
        }
    }

    private List<Template> templates(String settingKey, List<String> entries) {
        List<Template> templates = new ArrayList<>(entries.size());
        for (String entry : entries) {
            Template template = template(settingKey, entry, Template::ofEntry);
            if (template != null) {
                templates.add(template);
            }
        }
        return templates;
    }

    private @Nullable Template template(String settingKey, String text, Parser<Template> parser) {
        try {
            Template template = parser.parse(text, pointers);
            uses.add(new RouteChecks.Use(settingKey, text, template));
            return template;
        } catch (IllegalArgumentException e) {
            errors.refuse(settingKey, text, String.valueOf(e.getMessage()));
            return null;
        }
    }
}
