/** The Kafka protocol binding: from an event to headers and value, and what can become of a record. */
@NullMarked
package dev.sluice.core.kafka;

import org.jspecify.annotations.NullMarked;
