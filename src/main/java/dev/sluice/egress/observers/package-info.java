/** Reports the outcome of events to observers. */
@NullMarked
package dev.sluice.egress.observers;

import org.jspecify.annotations.NullMarked;
