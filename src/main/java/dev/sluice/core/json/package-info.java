/** JSON as bytes: a scanner that hands out slices, and UTF-8. */
@NullMarked
package dev.sluice.core.json;

import org.jspecify.annotations.NullMarked;
