/** Which topic and which key an event gets: the pure function from event to record. */
@NullMarked
package dev.sluice.core.mapping;

import org.jspecify.annotations.NullMarked;
