package dev.sluice.ingress;

import dev.sluice.core.event.Refusal;
import dev.sluice.ingress.connection.Breach;
import dev.sluice.ingress.connection.BreachAnswers;
import jakarta.inject.Singleton;

/** Answers and counts what is refused before it becomes a request, like any other refusal. Thread-safe. */
@Singleton
final class Breaches implements BreachAnswers {

    private final IngressMeters.OfSender meters;

    Breaches(IngressMeters meters) {
        this.meters = meters.ofNobody();
    }

    @Override
    public Answer to(Breach breach, String detail) {
        Outcome outcome = Outcome.of(breach);
        meters.answered(outcome, 0);
        return new Answer(
                outcome.status(),
                Problem.MEDIA_TYPE,
                Problem.json(outcome, null, Refusal.NO_INDEX, detail),
                outcome.header());
    }
}
