package dev.sluice.egress.settings;

import dev.sluice.config.Check;
import dev.sluice.selfcheck.Checks;
import dev.sluice.selfcheck.Report;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.utils.Utils;
import org.eclipse.microprofile.config.Config;

/**
 * Checks what the Kafka client finds by name, loads from a library or reads from a file: codecs, SASL mechanisms,
 * serialisers, partitioner, TLS, and a producer with the settings of each channel. Asks no broker, and only a token
 * endpoint of its own. Stateless.
 */
@Singleton
final class ClientChecks implements Checks {

    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    private final ProducerSettings settings;
    private final Config all;

    ClientChecks(ProducerSettings settings, Config all) {
        this.settings = settings;
        this.all = all;
    }

    @Override
    public void run(Report report) {
        // the client logs each start and each login
        KAFKA.setLevel(Level.SEVERE);
        CompressionCodecs.NAMES.forEach(
                codec -> report.check("codec " + codec, () -> CompressionCodecs.roundTrip(codec)));
        SaslMechanisms.names().forEach(mechanism -> checkMechanism(mechanism, report));
        report.check(
                "partitioner round-robin",
                () -> Utils.newInstance(RoundRobinPartitioner.class.getName(), Partitioner.class));
        report.check("TLS with the trust store of the platform", () -> Tls.make(new HashMap<>()));
        for (String channel : settings.channels()) {
            if (settings.refusals(channel, all).isEmpty()) {
                Map<String, Object> effective = settings.effective(channel, all);
                checkTls(channel, effective, report);
                checkProducer(channel, OfflineSettings.of(effective), report);
            } else {
                report.skip("producer of the channel " + channel, "its settings are refused");
            }
        }
    }

    private static void checkMechanism(String mechanism, Report report) {
        boolean asksForAToken = mechanism.equals(OAuthBearer.MECHANISM);
        report.check(
                "mechanism " + mechanism,
                asksForAToken ? SaslMechanisms::beginWithAToken : () -> SaslMechanisms.begin(mechanism));
    }

    /** Checks the TLS settings of a channel, if it has any, even if its protocol does not use them. */
    private void checkTls(String channel, Map<String, Object> effective, Report report) {
        String part = "TLS of the channel " + channel;
        if (Tls.isMadeByQuarkus(channel, all)) {
            report.skip(part, Tls.OF_QUARKUS + " leaves it to Quarkus");
        } else if (Tls.isConfigured(effective)) {
            check(part, effective, () -> Tls.make(effective), report);
        }
    }

    /** Reports a failure without the secrets of {@code settings}, which it may show. */
    private static void check(String part, Map<String, Object> settings, Check check, Report report) {
        String failure = Check.failure(check);
        if (failure == null) {
            report.check(part, () -> {});
        } else {
            report.fail(part, SettingLines.shown(failure, settings));
        }
    }

    private static void checkProducer(String channel, Map<String, Object> effective, Report report) {
        String part = "producer of the channel " + channel;
        String mechanism = SaslMechanisms.used(effective);
        if (mechanism != null && !SaslMechanisms.logsInLocally(mechanism)) {
            report.skip(part, "the login of " + mechanism + " may ask a server");
        } else {
            check(part, effective, () -> new KafkaProducer<byte[], byte[]>(effective).close(Duration.ZERO), report);
        }
    }
}
