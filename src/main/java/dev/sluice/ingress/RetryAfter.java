package dev.sluice.ingress;

import dev.sluice.ingress.connection.AnswerHeader;
import io.vertx.core.http.HttpHeaders;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * When to send something again, in whole seconds (RFC 9110, 10.2.3): drawn anew for each answer, so that senders that
 * were refused together do not come back together.
 *
 * <p>Drawing takes no lock and allocates nothing. Thread-safe.
 *
 * @param least seconds, at least 0
 * @param most seconds, which may be drawn too
 */
record RetryAfter(int least, int most) {

    /** How many seconds later than it has to be somebody is told at most, who has to wait for a known time. */
    static final int SPREAD = 3;

    private static final int PREPARED = 128;
    private static final AnswerHeader[] HEADERS =
            IntStream.range(0, PREPARED).mapToObj(RetryAfter::of).toArray(AnswerHeader[]::new);

    /** After {@code seconds}, or up to {@value #SPREAD} seconds later. */
    static RetryAfter from(int seconds) {
        return new RetryAfter(seconds, seconds + SPREAD);
    }

    /** The header of one answer. */
    AnswerHeader draw() {
        int seconds = ThreadLocalRandom.current().nextInt(least, most + 1);
        return seconds < PREPARED ? HEADERS[seconds] : of(seconds);
    }

    private static AnswerHeader of(int seconds) {
        return new AnswerHeader(HttpHeaders.RETRY_AFTER, Integer.toString(seconds));
    }
}
