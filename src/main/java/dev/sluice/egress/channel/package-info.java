/** A way to Kafka, which is there twice: for the records of events, and for events that are parked. */
@NullMarked
package dev.sluice.egress.channel;

import org.jspecify.annotations.NullMarked;
