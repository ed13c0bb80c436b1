package dev.sluice.egress.settings;

/** The outgoing channels, as the configuration names them below {@code mp.messaging.outgoing}. */
public final class ChannelNames {

    /** The channel of the records that events become. */
    public static final String RECORDS = "records";

    /** The channel of events that are parked, whose producer is there only where there is a topic for them. */
    public static final String REJECTS = "rejects";

    private ChannelNames() {}
}
