/**
 * One path for one event and for a batch: a publication goes through a row of stages, which decides what becomes of
 * each of its events.
 */
@NullMarked
package dev.sluice.egress;

import org.jspecify.annotations.NullMarked;
