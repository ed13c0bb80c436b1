package dev.sluice.egress.cluster;

import dev.sluice.egress.settings.LoginFile;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;

/**
 * An admin client beside the producer, with the producer's settings and its own connections.
 *
 * <p>From {@link #open} to {@link #close} it costs a thread and its connections, otherwise nothing. {@link #open}
 * resolves host names, so call it where blocking is allowed. Thread-safe.
 */
public final class AsideClient {

    /** How long a question may take at most. */
    static final int LONGEST_MILLIS = 1000;

    private final String clientId;
    private final Map<String, ?> producer;
    private final int timeoutMillis;
    private @Nullable Admin admin;

    /** A client named {@code clientId}, for questions that take no longer than {@code timeoutMillis}. */
    AsideClient(String clientId, Map<String, ?> producer, int timeoutMillis) {
        this.clientId = clientId;
        this.producer = producer;
        this.timeoutMillis = timeoutMillis;
    }

    /** The client, created if there is none. */
    synchronized Admin open() {
        Admin open = admin == null ? Admin.create(settings(clientId, producer, timeoutMillis)) : admin;
        admin = open;
        return open;
    }

    /** Closes the client, if there is one, without waiting for answers. */
    synchronized void close() {
        Admin idle = admin;
        admin = null;
        if (idle != null) {
            idle.close(Duration.ofMillis(1));
        }
    }

    /** The connection settings of a producer, for a client that waits {@code timeoutMillis} for an answer. */
    public static Map<String, Object> settings(String clientId, Map<String, ?> producer, int timeoutMillis) {
        Map<String, Object> settings = new HashMap<>(producer);
        settings.keySet()
                .removeIf(key -> !AdminClientConfig.configNames().contains(key) && !key.equals(LoginFile.PATH));
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Integer.toString(timeoutMillis));
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Integer.toString(timeoutMillis));
        return settings;
    }
}
