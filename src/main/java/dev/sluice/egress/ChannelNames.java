package dev.sluice.egress;

/** The outgoing channels, as the configuration names them below {@code mp.messaging.outgoing}. */
final class ChannelNames {

    /** The channel of the records that events become. */
    static final String RECORDS = "records";

    /** The channel of events that are parked, whose producer is there only where there is a topic for them. */
    static final String REJECTS = "rejects";

    private ChannelNames() {}
}
