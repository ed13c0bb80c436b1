/** Classifies the failures that Kafka reports, by their types alone, and logs them. */
@NullMarked
package dev.sluice.egress.failure;

import org.jspecify.annotations.NullMarked;
