package dev.sluice.egress.settings;

import java.time.Duration;

/**
 * How long topics are remembered, in milliseconds of the producer's clock. Immutable.
 *
 * <p>The producer forgets a topic that it was not asked for within {@code producer}, and then fails its next record at
 * once. So Sluice asks for each topic every {@code count}, and lets no record pass on an answer that is older than
 * {@code valid}. A record that passes then has a minute more than its deadline to reach the producer.
 *
 * @param count the time between two questions for a found topic
 * @param valid how old an answer may be to let records pass, even if timers stood still meanwhile
 * @param idle after this time without a record, a found topic that only events name is forgotten
 * @param refused the same for a missing topic
 * @param producer after this time the producer forgets a topic: its {@code metadata.max.idle.ms}
 */
public record TopicTimes(long count, long valid, long idle, long refused, long producer) {

    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    /** The times for records that wait for {@code deadlineMillis} at most. */
    public static TopicTimes of(long deadlineMillis) {
        long valid = 4 * MINUTE;
        return new TopicTimes(MINUTE, valid, 5 * MINUTE, MINUTE, valid + MINUTE + deadlineMillis);
    }
}
