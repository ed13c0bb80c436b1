package dev.sluice.egress.settings;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;

/**
 * How a client talks to its brokers: Kafka's {@code security.protocol}. Immutable.
 *
 * @param name in upper case; whatever is written, so also one that Kafka does not know, which uses nothing
 */
public record SecurityProtocol(String name) {

    private static final Set<String> WITH_TLS = Set.of("SSL", "SASL_SSL");
    private static final Set<String> WITH_SASL = Set.of("SASL_PLAINTEXT", "SASL_SSL");

    /** Reads what is written, in any case and with spaces around it, as Kafka does; null for nothing. */
    public static SecurityProtocol of(@Nullable String written) {
        return new SecurityProtocol((written == null ? CommonClientConfigs.DEFAULT_SECURITY_PROTOCOL : written)
                .strip()
                .toUpperCase(Locale.ROOT));
    }

    /** The protocol of a client with these settings. */
    public static SecurityProtocol in(Map<String, Object> settings) {
        Object written = settings.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
        return of(written == null ? null : written.toString());
    }

    /** Whether connections are encrypted and brokers show certificates. */
    public boolean usesTls() {
        return WITH_TLS.contains(name);
    }

    /** Whether the client logs in. */
    public boolean usesSasl() {
        return WITH_SASL.contains(name);
    }

    /** Whether Kafka has it. */
    boolean isKnown() {
        return usesTls() || usesSasl() || name.equals(CommonClientConfigs.DEFAULT_SECURITY_PROTOCOL);
    }
}
