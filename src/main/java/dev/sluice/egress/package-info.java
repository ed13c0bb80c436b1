/**
 * One path for one event and for a batch: a publication passes a row of stages, which decide the outcome of each event.
 */
@NullMarked
package dev.sluice.egress;

import org.jspecify.annotations.NullMarked;
