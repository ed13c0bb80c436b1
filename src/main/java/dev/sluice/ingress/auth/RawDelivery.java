package dev.sluice.ingress.auth;

import dev.sluice.core.envelope.SnsDecoder;

/** Takes what SNS sends by raw delivery, which nothing signs, where the operator allows that. Stateless. */
final class RawDelivery implements Proof {

    private static final Verdict TAKEN = new Verdict.Unasked();
    private static final Verdict SIGNED =
            new Verdict.Unproven(Verdict.Reason.MISSING, "send a message by raw delivery of SNS");

    @Override
    public Verdict check(Presented request) {
        return SnsDecoder.isRaw(request.headers()) ? TAKEN : SIGNED;
    }
}
