/** Who else is told what became of an event. */
@NullMarked
package dev.sluice.egress.observers;

import org.jspecify.annotations.NullMarked;
