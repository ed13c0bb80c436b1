/**
 * What can become of an event once it is published: receipts, results and failures; what the observers of a user see.
 */
@NullMarked
package dev.sluice.core.delivery;

import org.jspecify.annotations.NullMarked;
