package dev.sluice.egress.settings;

import dev.sluice.runtime.LogThrottle;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jboss.logging.Logger;

/**
 * TLS as Kafka's client makes it, made anew for the next connection once the file of its key store or trust store has
 * changed: a renewed certificate authority or client certificate is taken up without a restart.
 *
 * <p>If a changed file cannot be read, the former stores stay in use and the log says so, at most once in ten seconds.
 * Connections that are open are not touched. The client makes one instance for each producer and uses it on one thread
 * at a time.
 */
@RegisterForReflection
public final class RenewedTls implements SslEngineFactory {

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");

    private final LogThrottle lines = new LogThrottle(System::nanoTime);
    private DefaultSslEngineFactory current = new DefaultSslEngineFactory();
    private Map<String, Object> settings = Map.of();

    /** A factory that is not configured yet; Kafka's client makes it by its name. */
    public RenewedTls() {
        // what it needs comes with configure
    }

    @Override
    public void configure(Map<String, ?> configs) {
        settings = new HashMap<>(configs);
        current.configure(settings);
    }

    /** An engine for a new connection, with the stores as they are now. */
    @Override
    public SSLEngine createClientSslEngine(String peerHost, int peerPort, String endpointIdentification) {
        renew();
        return current.createClientSslEngine(peerHost, peerPort, endpointIdentification);
    }

    private void renew() {
        if (!current.shouldBeRebuilt(settings)) {
            return;
        }
        DefaultSslEngineFactory renewed = new DefaultSslEngineFactory();
        try {
            renewed.configure(settings);
        } catch (KafkaException e) {
            if (lines.occasionsToReport() > 0) {
                LOG.errorf(
                        "a key store or trust store of Kafka's client has changed and cannot be read (%s): the former one"
                                + " stays in use",
                        SettingLines.shown(String.valueOf(e.getMessage()), settings));
            }
            return;
        }
        current = renewed;
        LOG.info("a key store or trust store of Kafka's client has changed: new connections use it");
    }

    @Override
    public SSLEngine createServerSslEngine(String peerHost, int peerPort) {
        return current.createServerSslEngine(peerHost, peerPort);
    }

    @Override
    public boolean shouldBeRebuilt(Map<String, Object> nextConfigs) {
        return current.shouldBeRebuilt(nextConfigs);
    }

    @Override
    public Set<String> reconfigurableConfigs() {
        return current.reconfigurableConfigs();
    }

    @Override
    public KeyStore keystore() {
        return current.keystore();
    }

    @Override
    public KeyStore truststore() {
        return current.truststore();
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}
