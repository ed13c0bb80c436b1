/** The event formats: an event with all its attributes as one run of bytes, and back. */
@NullMarked
package dev.sluice.core.format;

import org.jspecify.annotations.NullMarked;
