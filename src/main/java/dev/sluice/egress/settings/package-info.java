/**
 * The settings of the producers: which ones Sluice's promises depend on, which ones exist, and what the client of this
 * executable can do.
 */
@NullMarked
package dev.sluice.egress.settings;

import org.jspecify.annotations.NullMarked;
