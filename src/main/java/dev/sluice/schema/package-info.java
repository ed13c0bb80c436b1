/** Data against a JSON Schema: compiled at start, checked without any look-up. */
@NullMarked
package dev.sluice.schema;

import org.jspecify.annotations.NullMarked;
