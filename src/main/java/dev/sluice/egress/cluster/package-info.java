/** The state of Kafka: whether it can be reached, which topics it has, whether a producer will ever send again. */
@NullMarked
package dev.sluice.egress.cluster;

import org.jspecify.annotations.NullMarked;
