/** The Kafka protocol binding: from an event to headers and value. */
@NullMarked
package dev.sluice.core.kafka;

import org.jspecify.annotations.NullMarked;
