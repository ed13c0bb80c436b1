package dev.sluice.egress.cluster;

import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The topics that events name, of which there may be any number. Bounds how many are in question, how many are found,
 * and how many missing ones the producer is asked for.
 *
 * <p>While a single topic is missing, the producer asks its brokers every second for all topics that it remembers. So
 * once some are missing, another client looks up new topics first, and the producer hears only of those that exist. Not
 * thread-safe: callers hold its monitor.
 */
final class NamedTopics {

    /** How many topics may be in question at once: each costs a question a second. */
    static final int MAX_IN_QUESTION = 100;

    /** How many found topics may be known at once: each costs a question a minute. */
    static final int MAX_FOUND = 10_000;

    /** How many missing topics the producer may remember before another client looks up new ones first. */
    static final int MAX_MISSES = 10;

    /** Makes a topic that {@code question} is asked for. */
    interface Maker {
        TopicState make(Function<String, Uni<Integer>> question);
    }

    private final Map<String, TopicState> topics;
    private final long producerMillis;
    private final Set<TopicState> found = new HashSet<>();

    /** The topics in question, in the order of their first question; true if another client looks one up first. */
    private final Map<TopicState, Boolean> inQuestion = new LinkedHashMap<>();

    /** When the producer forgets each missing topic that it is no longer asked for, in milliseconds of its clock. */
    private final Deque<Long> misses = new ArrayDeque<>();

    /**
     * No topics yet; later ones are added to {@code topics}, by name.
     *
     * @param producerMillis how long the producer remembers a topic that it is not asked for
     */
    NamedTopics(Map<String, TopicState> topics, long producerMillis) {
        this.topics = topics;
        this.producerMillis = producerMillis;
    }

    /**
     * Whether one more topic may be in question. If there are too many, the oldest missing one is forgotten to make
     * room.
     */
    boolean hasRoom(long now) {
        if (inQuestion.size() < MAX_IN_QUESTION) {
            return true;
        }
        for (TopicState topic : inQuestion.keySet()) {
            if (topic.isRefused()) {
                forget(topic, now);
                return true;
            }
        }
        return false;
    }

    /** Adds an unknown topic, for which {@code producer} is asked or {@code aside}. */
    TopicState add(String name, Function<String, Uni<Integer>> producer, AsideFirst aside, long now, Maker maker) {
        boolean isAside = missesInMind(now) >= MAX_MISSES;
        TopicState topic = maker.make(isAside ? aside : producer);
        inQuestion.put(topic, isAside);
        topics.put(name, topic);
        return topic;
    }

    private long missesInMind(long now) {
        while (!misses.isEmpty() && misses.getFirst() <= now) {
            misses.removeFirst();
        }
        return misses.size()
                + inQuestion.entrySet().stream()
                        .filter(topic -> !topic.getValue() && topic.getKey().isRefused())
                        .count();
    }

    /** Notes that a topic exists. If too many are found, the tenth that was not used for longest is forgotten. */
    void found(TopicState topic, long now) {
        if (inQuestion.remove(topic) == null) {
            return; // it was forgotten meanwhile, or was found before
        }
        found.add(topic);
        if (found.size() > MAX_FOUND) {
            record Use(TopicState topic, long at) {}
            found.stream()
                    .map(known -> new Use(known, known.usedAt()))
                    .sorted(Comparator.comparingLong(Use::at))
                    .limit(MAX_FOUND / 10)
                    .toList()
                    .forEach(use -> forget(use.topic(), now));
        }
    }

    /** Forgets a topic, and stops asking for it. */
    void forget(TopicState topic, long now) {
        Boolean isAside = inQuestion.remove(topic);
        boolean wasFound = found.remove(topic);
        topics.remove(topic.name(), topic);
        topic.forget();
        if (topic.isInQuestion() && (wasFound || Boolean.FALSE.equals(isAside))) {
            misses.add(now + producerMillis);
        }
    }
}
