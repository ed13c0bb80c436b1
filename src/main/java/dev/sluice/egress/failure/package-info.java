/** What a failure that Kafka reports means, decided by its type alone, and the lines about it in the log. */
@NullMarked
package dev.sluice.egress.failure;

import org.jspecify.annotations.NullMarked;
