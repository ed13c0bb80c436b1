package dev.sluice.egress.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;

/**
 * A client for questions that the producer is not to be bothered with, on connections of its own and with the
 * producer's settings.
 *
 * <p>It costs a thread and its connections from {@link #open} to {@link #close}, and nothing else. Making it looks
 * names up, so call that where waiting is allowed. Thread-safe.
 */
public final class AsideClient {

    /** How long a question may take. */
    static final int LONGEST_MILLIS = 1000;

    private final String clientId;
    private final Map<String, ?> producer;
    private final int timeoutMillis;
    private @Nullable Admin admin;

    /** One that is called {@code clientId}, for questions that take no longer than {@code timeoutMillis}. */
    AsideClient(String clientId, Map<String, ?> producer, int timeoutMillis) {
        this.clientId = clientId;
        this.producer = producer;
        this.timeoutMillis = timeoutMillis;
    }

    /** The client, made where there is none. */
    synchronized Admin open() {
        Admin open = admin == null ? Admin.create(settings(clientId, producer, timeoutMillis)) : admin;
        admin = open;
        return open;
    }

    /** Ends the client, if there is one, without waiting for answers. */
    synchronized void close() {
        Admin idle = admin;
        admin = null;
        if (idle != null) {
            idle.close(Duration.ofMillis(1));
        }
    }

    /** What of a producer's settings is a matter of the connection, for a client that waits so long for an answer. */
    public static Map<String, Object> settings(String clientId, Map<String, ?> producer, int timeoutMillis) {
        Map<String, Object> settings = new HashMap<>(producer);
        settings.keySet().retainAll(AdminClientConfig.configNames());
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Integer.toString(timeoutMillis));
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Integer.toString(timeoutMillis));
        return settings;
    }
}
