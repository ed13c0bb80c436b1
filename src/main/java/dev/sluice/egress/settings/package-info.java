/**
 * The settings of the producers: what Sluice promises with them, which ones there are, and what the client of this
 * executable can do.
 */
@NullMarked
package dev.sluice.egress.settings;

import org.jspecify.annotations.NullMarked;
