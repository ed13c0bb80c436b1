/** What ingress and egress both need: timeouts on an event loop, and the order of a startup. */
@NullMarked
package dev.sluice.eventloop;

import org.jspecify.annotations.NullMarked;
