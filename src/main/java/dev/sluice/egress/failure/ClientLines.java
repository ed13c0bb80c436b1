package dev.sluice.egress.failure;

import dev.sluice.runtime.LogThrottle;
import dev.sluice.runtime.StartOrder;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets one line of each kind of Kafka's client through in ten seconds, as for Sluice's own. While a broker is away, or
 * refuses it, the client repeats its lines about every second.
 *
 * <p>Lines of one kind have the same logger, level and first two words. Lines at {@code DEBUG} and below pass, because
 * an operator switched them on. Thread-safe.
 */
@Singleton
public final class ClientLines implements Filter {

    /** The loggers that write a line for each attempt. A filter does not apply to the loggers below its own. */
    private static final List<Logger> LOGGERS = List.of(
                    "org.apache.kafka.clients.ClientUtils",
                    "org.apache.kafka.clients.Metadata",
                    "org.apache.kafka.clients.NetworkClient",
                    "org.apache.kafka.clients.producer.KafkaProducer",
                    "org.apache.kafka.clients.producer.internals.Sender",
                    "org.apache.kafka.clients.producer.internals.TransactionManager",
                    "org.apache.kafka.common.metrics.Metrics",
                    "org.apache.kafka.common.network.SaslChannelBuilder",
                    "org.apache.kafka.common.network.Selector",
                    "org.apache.kafka.common.network.SslTransportLayer",
                    "org.apache.kafka.common.security.authenticator.AbstractLogin",
                    "org.apache.kafka.common.security.authenticator.SaslClientCallbackHandler",
                    "org.apache.kafka.common.security.kerberos.KerberosLogin",
                    "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler",
                    "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule",
                    "org.apache.kafka.common.security.oauthbearer.internals.expiring.ExpiringCredentialRefreshingLogin",
                    "org.apache.kafka.common.security.ssl.SslFactory",
                    "org.apache.kafka.common.utils.AppInfoParser")
            .stream()
            .map(Logger::getLogger)
            .toList();

    /** The prefix of the client, such as {@code [Producer clientId=a]}, and two words. */
    private static final Pattern FIRST_WORDS = Pattern.compile("(?:\\[[^]]*] )?(\\S+(?: \\S+)?)");

    /** A bound on memory: beyond it, logger and level make the kind. */
    private static final int MOST_KINDS = 200;

    private final LongSupplier nanoTime;
    private final Map<String, LogThrottle> kinds = new ConcurrentHashMap<>();

    ClientLines() {
        this(System::nanoTime);
    }

    /** A filter that reads the time, in nanoseconds, from {@code nanoTime}. */
    ClientLines(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void hold(@Observes @Priority(StartOrder.HOLD_LINES_BACK) StartupEvent start) {
        LOGGERS.forEach(logger -> logger.setFilter(this));
    }

    @Override
    public boolean isLoggable(LogRecord line) {
        if (line.getLevel().intValue() < Level.INFO.intValue()) {
            return true;
        }
        String logger = line.getLoggerName() + ' ' + line.getLevel() + ' ';
        String kind = logger + firstWords(line.getMessage());
        LogThrottle limit = kinds.get(kind);
        if (limit == null) {
            limit = kinds.computeIfAbsent(
                    kinds.size() < MOST_KINDS ? kind : logger, first -> new LogThrottle(nanoTime));
        }
        return limit.occasionsToReport() > 0;
    }

    private static String firstWords(String text) {
        Matcher start = FIRST_WORDS.matcher(String.valueOf(text));
        return start.lookingAt() ? start.group(1) : "";
    }
}
