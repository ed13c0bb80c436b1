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
 * The topics that events named, of which there may be any number: bounds on those that are in question, on those that
 * were found, and on those that the producer is asked for in vain.
 *
 * <p>While a single topic is missing, the producer asks its brokers every second for all that it has in mind. So once
 * some were missing, any other is looked for aside first, and the producer hears only of those that are there. Not
 * thread-safe: whoever uses it holds its monitor.
 */
final class NamedTopics {

    /** How many may be in question at once: each costs a question a second. */
    static final int MAX_IN_QUESTION = 100;

    /** How many that are there may be known at once: each costs a question a minute. */
    static final int MAX_FOUND = 10_000;

    /** How many that are missing the producer may have in mind before any other is looked for aside. */
    static final int MAX_MISSES = 10;

    /** Makes a topic that is to be asked for by a question. */
    interface Maker {
        TopicState make(Function<String, Uni<Integer>> question);
    }

    private final Map<String, TopicState> topics;
    private final long producerMillis;
    private final Set<TopicState> found = new HashSet<>();

    /** The others, in the order in which they were asked for, and whether each is looked for aside. */
    private final Map<TopicState, Boolean> inQuestion = new LinkedHashMap<>();

    /** When the producer forgets each that it was asked for in vain, and is not asked for any more. */
    private final Deque<Long> misses = new ArrayDeque<>();

    /**
     * Those among {@code topics}, where they are looked up by name.
     *
     * @param producerMillis after which the producer forgets a topic that it is not asked for
     */
    NamedTopics(Map<String, TopicState> topics, long producerMillis) {
        this.topics = topics;
        this.producerMillis = producerMillis;
    }

    /** Whether one more may be asked for, now; the one that is missing for longest makes room for it. */
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

    /** Adds one that nothing is known about, with one of two questions: to the producer, or aside first. */
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

    /** One is there; where there are too many, those that were not used for longest are forgotten, a tenth at once. */
    void found(TopicState topic, long now) {
        if (inQuestion.remove(topic) == null) {
            return; // it was forgotten meanwhile, or has been found before
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

    /** Nothing is known about it any more, and nothing asked. */
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
