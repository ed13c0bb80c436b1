package dev.sluice.egress.cluster;

import dev.sluice.config.ConfigErrors;
import dev.sluice.config.SluiceConfig;
import dev.sluice.egress.cluster.Listener.Found;
import dev.sluice.egress.settings.ChannelNames;
import dev.sluice.egress.settings.SecurityProtocol;
import dev.sluice.egress.settings.WrittenSettings;
import dev.sluice.runtime.StartOrder;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Ends the startup if a producer without TLS would connect to a listener that does not speak Kafka's protocol. The
 * client would take the first bytes of the answer, such as a TLS alert, for a length, and allocate hundreds of
 * megabytes; its thread or the process would run out of memory.
 *
 * <p>Costs a connection and a round trip to the first bootstrap server that answers, or a second if none does. That
 * none does is no reason to end the startup. Stateless.
 */
@Singleton
final class ListenerCheck {

    private static final int LONGEST_MILLIS = 1000;
    private static final List<String> RECORDS = List.of(ChannelNames.RECORDS);
    private static final List<String> BOTH = List.of(ChannelNames.RECORDS, ChannelNames.REJECTS);

    void check(
            @Observes @Priority(StartOrder.LOOK_AT_LISTENERS) StartupEvent start,
            SluiceConfig config,
            Config all,
            ConfigErrors errors) {
        if (!errors.lines().isEmpty()) {
            return;
        }
        Set<String> lines = new LinkedHashSet<>();
        for (String channel : config.rejects() == null ? RECORDS : BOTH) {
            String line = refusal(channel, all);
            if (line != null) {
                lines.add(line);
            }
        }
        lines.forEach(errors::add);
    }

    /** What is wrong with the listener of a channel's brokers; null if nothing is, or none answers. */
    private static @Nullable String refusal(String channel, Config all) {
        WrittenSettings.Written protocol =
                WrittenSettings.find(channel, CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, all);
        WrittenSettings.Written servers =
                WrittenSettings.find(channel, CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, all);
        SecurityProtocol spoken = SecurityProtocol.of(protocol == null ? null : protocol.value());
        if (servers == null || spoken.usesTls()) {
            return null;
        }
        Listener first = firstToAnswer(servers.value());
        if (first == null) {
            return null;
        }
        if (first.found() == Found.OTHER) {
            return servers.property() + " '" + servers.value() + "' is refused: what answers at " + first.address()
                    + " is not Kafka; set host:port of your brokers";
        }
        if (first.found() != Found.TLS) {
            return null;
        }
        return (protocol == null
                        ? "kafka.security.protocol is missing: "
                        : protocol.property() + " '" + spoken.name() + "' is refused: ")
                + "the listener " + first.address() + " speaks TLS; set "
                + (spoken.usesSasl() ? "SASL_SSL" : "SSL, or SASL_SSL with a login")
                + ", or use the port of a listener without TLS";
    }

    /** The first address in a list that accepts a connection; null if none does within a second. */
    private static @Nullable Listener firstToAnswer(String servers) {
        CompletableFuture<@Nullable Listener> look = new CompletableFuture<>();
        Infrastructure.getDefaultWorkerPool().execute(() -> {
            try {
                look.complete(Listener.addresses(servers).stream()
                        .takeWhile(address -> !look.isDone())
                        .map(address -> Listener.justAt(address, LONGEST_MILLIS))
                        .filter(Listener::isConnected)
                        .findFirst()
                        .orElse(null));
            } catch (RuntimeException e) {
                look.complete(null);
            }
        });
        try {
            return look.get(LONGEST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            look.complete(null);
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
