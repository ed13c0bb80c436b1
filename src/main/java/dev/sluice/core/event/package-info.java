/** What a valid CloudEvent is, and the closed set of reasons to refuse one. */
@NullMarked
package dev.sluice.core.event;

import org.jspecify.annotations.NullMarked;
