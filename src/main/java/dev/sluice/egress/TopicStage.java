package dev.sluice.egress;

import dev.sluice.egress.cluster.TopicDirectory;
import dev.sluice.egress.failure.FailureKinds;
import dev.sluice.runtime.CallerLoop;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Waits until the producer knows all topics of a publication, so that nothing is emitted before that. */
final class TopicStage implements Stage {

    private final TopicDirectory topics;

    TopicStage(TopicDirectory topics) {
        this.topics = topics;
    }

    @Override
    public void enter(Publication publication) {
        Uni<Void> whenWritable = whenWritable(publication.pending());
        if (whenWritable == null) {
            publication.next();
        } else {
            CallerLoop.backHere(whenWritable)
                    .subscribe()
                    .with(
                            known -> publication.next(),
                            reported -> publication.fail(FailureKinds.classifyUnsent(reported)));
        }
    }

    /** The passages of all topics; null if all records may pass. */
    private @Nullable Uni<Void> whenWritable(List<Delivery> pending) {
        if (pending.size() == 1 && pending.get(0).records().size() == 1) {
            return topics.whenWritable(pending.get(0).records().get(0).topic());
        }
        List<Uni<Void>> closed = new ArrayList<>();
        for (String name : Delivery.topicsOf(pending)) {
            Uni<Void> whenWritable = topics.whenWritable(name);
            if (whenWritable != null) {
                closed.add(whenWritable);
            }
        }
        return closed.isEmpty() ? null : Uni.join().all(closed).andFailFast().replaceWithVoid();
    }
}
