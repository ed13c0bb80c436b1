package dev.sluice.chaos;

import org.apache.kafka.common.security.auth.AuthenticationContext;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder;

/** Tells clients from nodes by the listener they come in at, so that a right can be taken from clients alone. */
public final class ListenerPrincipals extends DefaultKafkaPrincipalBuilder {

    static final String CLIENT_LISTENER = "CLIENT";

    /** As Kafka makes it, by reflection. */
    public ListenerPrincipals() {
        super(null, null);
    }

    @Override
    public KafkaPrincipal build(AuthenticationContext context) {
        String name = CLIENT_LISTENER.equals(context.listenerName()) ? "client" : "node";
        return new KafkaPrincipal(KafkaPrincipal.USER_TYPE, name);
    }
}
