package dev.sluice.egress.settings;

import dev.sluice.broker.EmbeddedKafka;
import dev.sluice.broker.KafkaTopic;
import dev.sluice.packaged.PackagedSluice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.ClientJwtValidator;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerExtensionsValidatorCallback;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallback;

/** A broker with one topic of one partition, which takes records over a listener where clients show a token. */
final class TokenBroker implements AutoCloseable {

    private final EmbeddedKafka broker;
    private final int port;
    private final String topic;

    private TokenBroker(EmbeddedKafka broker, int port, String topic) {
        this.broker = broker;
        this.port = port;
        this.topic = topic;
    }

    static TokenBroker start(String topic) {
        try {
            int plain = PackagedSluice.freePort();
            int token = PackagedSluice.freePort();
            EmbeddedKafka broker = EmbeddedKafka.start(plain, settings(plain, token, PackagedSluice.freePort()));
            KafkaTopic.create(broker.bootstrapServers(), topic, 1);
            return new TokenBroker(broker, token, topic);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> settings(int plain, int token, int controller) {
        Map<String, String> settings = new HashMap<>();
        String clients = "PLAINTEXT://127.0.0.1:" + plain + ",TOKEN://127.0.0.1:" + token;
        settings.put("listeners", clients + ",CONTROLLER://127.0.0.1:" + controller);
        settings.put("advertised.listeners", clients);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,TOKEN:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        settings.put("sasl.enabled.mechanisms", "OAUTHBEARER");
        String listener = "listener.name.token.oauthbearer.sasl.";
        settings.put(
                listener + "jaas.config",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;");
        settings.put(listener + "server.callback.handler.class", AnyToken.class.getName());
        return settings;
    }

    /** Where clients with a token connect to. */
    String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** The topic, read without a token. */
    KafkaTopic topic() {
        return new KafkaTopic(broker.bootstrapServers(), topic);
    }

    @Override
    public void close() {
        broker.close();
    }

    /** Lets whoever has a token in. */
    public static final class AnyToken implements AuthenticateCallbackHandler {

        private final ClientJwtValidator validator = new ClientJwtValidator();

        @Override
        public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {
            validator.configure(
                    Map.of("sasl.oauthbearer.scope.claim.name", "scope", "sasl.oauthbearer.sub.claim.name", "sub"),
                    mechanism,
                    entries);
        }

        @Override
        public void handle(Callback[] callbacks) {
            for (Callback callback : callbacks) {
                if (callback instanceof OAuthBearerValidatorCallback asked) {
                    asked.token(validator.validate(asked.tokenValue()));
                } else if (callback instanceof OAuthBearerExtensionsValidatorCallback asked) {
                    asked.inputExtensions().map().keySet().forEach(asked::valid);
                }
            }
        }

        @Override
        public void close() {}
    }
}
