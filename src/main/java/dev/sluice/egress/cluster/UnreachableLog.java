package dev.sluice.egress.cluster;

import dev.sluice.egress.failure.FailureKinds;
import dev.sluice.egress.failure.Reasons;
import dev.sluice.egress.settings.SecurityProtocol;
import dev.sluice.egress.settings.SettingLines;
import dev.sluice.runtime.LogThrottle;
import dev.sluice.runtime.Shown;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.AuthenticationException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Logs why brokers do not answer, with their addresses, at most once in ten seconds, because Kafka's client does not.
 *
 * <p>Connects to the brokers only when a line is due. Thread-safe.
 */
final class UnreachableLog {

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");
    private static final int LONGEST_LOOK_MILLIS = 1000;

    /** A line is about so many brokers at most. */
    private static final int BROKERS_IN_A_LINE = 3;

    private final LogThrottle lines;
    private final LogThrottle looksAtBrokers;
    private volatile @Nullable Map<String, Object> producer;

    /** A log that reads the time, in nanoseconds, from {@code nanoTime}. Writes nothing before {@link #tellOf}. */
    UnreachableLog(LongSupplier nanoTime) {
        this.lines = new LogThrottle(nanoTime);
        this.looksAtBrokers = new LogThrottle(nanoTime);
    }

    /** From now on, the lines are about the brokers of the producer with these settings. */
    void tellOf(Map<String, ?> settings) {
        producer = new HashMap<>(settings);
    }

    /** Logs what it finds at the bootstrap servers, none of which answers the client. Blocks for seconds. */
    void unreachable() {
        Map<String, Object> settings = producer;
        if (settings == null || lines.occasionsToReport() == 0) {
            return;
        }
        SecurityProtocol protocol = SecurityProtocol.in(settings);
        List<String> reasons = Listener.addresses(servers(settings)).stream()
                .limit(BROKERS_IN_A_LINE)
                .map(address -> address + ": "
                        + Listener.at(address, LONGEST_LOOK_MILLIS).reason(protocol))
                .toList();
        LOG.warnf("Kafka cannot be reached: %s", String.join("; ", reasons));
    }

    /** Logs a failure that Kafka reported, if the handshake or the login failed. Does not block. */
    void refused(Throwable reported) {
        Map<String, Object> settings = producer;
        AuthenticationException refusal = FailureKinds.loginRefusal(reported);
        if (settings != null && refusal != null && lines.occasionsToReport() > 0) {
            LOG.errorf(
                    "the handshake or login with Kafka at %s fails: %s; Sluice answers 503 until you fix that",
                    servers(settings), Shown.text(SettingLines.shown(Reasons.of(refusal), settings)));
        }
    }

    /**
     * Logs which of these brokers cannot be reached. The cluster named them in its answer, and records go to their
     * addresses. Blocks for seconds.
     */
    void named(Collection<Node> brokers) {
        if (looksAtBrokers.occasionsToReport() == 0) {
            return;
        }
        List<String> reasons = brokers.stream()
                .limit(BROKERS_IN_A_LINE)
                .map(UnreachableLog::reason)
                .filter(Objects::nonNull)
                .toList();
        if (!reasons.isEmpty()) {
            LOG.warnf(
                    "Kafka answers, but brokers that it names cannot be reached: %s; check advertised.listeners and the"
                            + " network",
                    String.join("; ", reasons));
        }
    }

    private static @Nullable String reason(Node broker) {
        String address = broker.host().contains(":")
                ? "[" + broker.host() + "]:" + broker.port()
                : broker.host() + ":" + broker.port();
        Listener there = Listener.justAt(address, LONGEST_LOOK_MILLIS);
        return there.isConnected()
                ? null
                : broker.id() + " at " + address + ": " + there.reason(SecurityProtocol.of(null));
    }

    private static String servers(Map<String, Object> settings) {
        return String.valueOf(settings.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    }
}
