package dev.sluice.egress.settings;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Settings that make a client do, without any broker, what it does before it reaches one. Stateless. */
final class OfflineSettings {

    /** A local port that nobody listens on: the client needs an address, and may try it. */
    private static final String NOWHERE = "127.0.0.1:1";

    private OfflineSettings() {}

    /** {@code settings}, which may be empty, for a producer that knows no broker. */
    static Map<String, Object> of(Map<String, ?> settings) {
        Map<String, Object> offline = new HashMap<>(settings);
        offline.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, NOWHERE);
        offline.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        offline.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        return offline;
    }
}
