/** Checks data against a JSON Schema, which is compiled at startup and needs no look-ups. */
@NullMarked
package dev.sluice.schema;

import org.jspecify.annotations.NullMarked;
