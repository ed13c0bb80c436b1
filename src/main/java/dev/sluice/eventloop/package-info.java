/** What ingress and egress both need on an event loop. */
@NullMarked
package dev.sluice.eventloop;

import org.jspecify.annotations.NullMarked;
