/** Value formats: what the values of records are for consumers who read them by a schema. */
@NullMarked
package dev.sluice.core.value;

import org.jspecify.annotations.NullMarked;
