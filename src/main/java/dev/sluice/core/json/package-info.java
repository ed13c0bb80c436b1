/** JSON as bytes: a scanner that returns slices, and UTF-8. */
@NullMarked
package dev.sluice.core.json;

import org.jspecify.annotations.NullMarked;
