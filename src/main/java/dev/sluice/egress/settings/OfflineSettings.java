package dev.sluice.egress.settings;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Settings for what a client does before it reaches a broker, which can then be done without one. Stateless. */
final class OfflineSettings {

    /** A port of this machine that nobody listens on: the client wants an address, and may try it. */
    private static final String NOWHERE = "127.0.0.1:1";

    private OfflineSettings() {}

    /** Those of a producer that knows no broker, and otherwise {@code settings}, of which even none will do. */
    static Map<String, Object> of(Map<String, ?> settings) {
        Map<String, Object> offline = new HashMap<>(settings);
        offline.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, NOWHERE);
        offline.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        offline.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        return offline;
    }
}
