package dev.sluice.egress;

import dev.sluice.egress.channel.RecordChannel;
import dev.sluice.egress.channel.RequestAccount;
import java.util.List;

/** Emits the records of all pending events, in the order in which the events came. */
final class EmissionStage implements Stage {

    private final RecordChannel channel;

    EmissionStage(RecordChannel channel) {
        this.channel = channel;
    }

    @Override
    public void enter(Publication publication) {
        RequestAccount account = channel.account();
        publication.account(account);
        List<Delivery> pending = publication.pending();
        for (int i = 0; i < pending.size(); i++) {
            pending.get(i).emit(channel, account);
        }
    }
}
