/** Which routes take an event, and the records that they give: the pure function from event to records. */
@NullMarked
package dev.sluice.core.mapping;

import org.jspecify.annotations.NullMarked;
