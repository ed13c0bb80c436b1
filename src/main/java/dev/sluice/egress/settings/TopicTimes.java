package dev.sluice.egress.settings;

import java.time.Duration;

/**
 * How long topics are remembered, in milliseconds of the clock that Kafka's producer reads. Immutable.
 *
 * <p>The producer forgets a topic that it was not asked for within {@code producer}, and refuses its next record at
 * once. So Sluice asks for each topic every {@code count}, and lets no record pass on an answer that is older than
 * {@code valid}: a record that passes then has what is left of {@code producer}, a minute more than its deadline, to
 * reach it.
 *
 * @param count between two questions for a topic that was found
 * @param valid how old an answer may be that lets records pass, also where timers stood still meanwhile
 * @param idle after which a topic that events named and that was found is forgotten, without a record for it
 * @param refused the same for one that is missing
 * @param producer after which the producer forgets a topic: its {@code metadata.max.idle.ms}
 */
public record TopicTimes(long count, long valid, long idle, long refused, long producer) {

    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    /** Those for records that wait for {@code deadlineMillis} at most. */
    public static TopicTimes of(long deadlineMillis) {
        long valid = 4 * MINUTE;
        return new TopicTimes(MINUTE, valid, 5 * MINUTE, MINUTE, valid + MINUTE + deadlineMillis);
    }
}
