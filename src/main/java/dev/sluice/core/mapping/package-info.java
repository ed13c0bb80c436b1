/** The mapping: which routes take an event, and the record that each of them makes, as a pure function. */
@NullMarked
package dev.sluice.core.mapping;

import org.jspecify.annotations.NullMarked;
