/** The channels to Kafka: one for the records of events, one for parked events. */
@NullMarked
package dev.sluice.egress.channel;

import org.jspecify.annotations.NullMarked;
