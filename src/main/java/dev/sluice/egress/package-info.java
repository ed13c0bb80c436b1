/** The Kafka side: the channel, its settings, the deadline, and what each failure means. */
@NullMarked
package dev.sluice.egress;

import org.jspecify.annotations.NullMarked;
