package dev.sluice.egress;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.reactive.messaging.connector.OutboundConnector;
import io.smallrye.reactive.messaging.providers.helpers.MultiUtils;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.producer.ProducerRecord;
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

    /** The configuration of a function that publishes to it and to no broker, with {@code more}. */
    public static Map<String, String> configuration(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.put("mp.messaging.outgoing.records.connector", NAME);
        all.put("kafka.bootstrap.servers", "127.0.0.1:1");
        return all;
    }

    /** The next message, once it is there. */
    public Message<?> take() throws InterruptedException {
        return received.take();
    }

    /** So many, in the order they came in. */
    public List<Message<?>> take(int count) throws InterruptedException {
        List<Message<?>> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(take());
        }
        return messages;
    }

    /** The id of the event that a message has the record of. */
    public static String idOf(Message<?> message) {
        ProducerRecord<?, ?> record = (ProducerRecord<?, ?>) message.getPayload();
        return new String(record.headers().lastHeader("ce_id").value(), UTF_8);
    }

    /** Whether no message is waiting. */
    public boolean isEmpty() {
        return received.isEmpty();
    }
}
