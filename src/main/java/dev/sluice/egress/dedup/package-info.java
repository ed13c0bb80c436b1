/** The events that were published a while ago, by which copies of them are told. */
@NullMarked
package dev.sluice.egress.dedup;

import org.jspecify.annotations.NullMarked;
