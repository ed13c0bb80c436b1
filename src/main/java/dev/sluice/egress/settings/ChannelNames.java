package dev.sluice.egress.settings;

/** The outgoing channels, as the configuration names them below {@code mp.messaging.outgoing}. */
public final class ChannelNames {

    /** The channel for the records of events. */
    public static final String RECORDS = "records";

    /** The channel for parked events; it has a producer only if a rejects topic is configured. */
    public static final String REJECTS = "rejects";

    private ChannelNames() {}
}
