/** What can become of an event once it is published: receipts, results and failures, which observers see too. */
@NullMarked
package dev.sluice.core.delivery;

import org.jspecify.annotations.NullMarked;
