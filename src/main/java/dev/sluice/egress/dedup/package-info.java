/** The events that were published recently, so that duplicates are recognised. */
@NullMarked
package dev.sluice.egress.dedup;

import org.jspecify.annotations.NullMarked;
