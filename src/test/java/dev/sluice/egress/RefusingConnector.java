package dev.sluice.egress;

import io.smallrye.reactive.messaging.connector.OutboundConnector;
import io.smallrye.reactive.messaging.providers.helpers.MultiUtils;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;

/** A connector that takes messages and leaves it to the test to acknowledge them, to refuse them, or to do nothing. */
@ApplicationScoped
@Connector(RefusingConnector.NAME)
public class RefusingConnector implements OutboundConnector {

    public static final String NAME = "refusing";

    private final BlockingQueue<Message<?>> received = new LinkedBlockingQueue<>();

    @Override
    public Flow.Subscriber<? extends Message<?>> getSubscriber(Config config) {
        return MultiUtils.via(messages -> messages.onItem().invoke(received::add));
    }

    /** The next message, once it is there. */
    public Message<?> take() throws InterruptedException {
        return received.take();
    }

    /** Whether no message is waiting. */
    public boolean isEmpty() {
        return received.isEmpty();
    }
}
