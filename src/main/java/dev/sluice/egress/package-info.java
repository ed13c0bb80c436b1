/**
 * The Kafka side: the channels and their settings, which topics are there, whether the cluster can be reached, which
 * events were stored already, the deadline, and what each failure means.
 */
@NullMarked
package dev.sluice.egress;

import org.jspecify.annotations.NullMarked;
