/** What a valid CloudEvent is, and the closed set of reasons why something is not one. */
@NullMarked
package dev.sluice.core.event;

import org.jspecify.annotations.NullMarked;
