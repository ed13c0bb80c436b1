/**
 * The Kafka side: the channels and their settings, which topics are there, whether the cluster can be reached, which
 * events were stored already, the deadline, what each failure means, and who else is told.
 */
@NullMarked
package dev.sluice.egress;

import org.jspecify.annotations.NullMarked;
