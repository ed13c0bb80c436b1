/**
 * What senders, and those between, ask this endpoint besides sending events: whether it wants them, whether it is
 * there.
 */
@NullMarked
package dev.sluice.ingress.handshake;

import org.jspecify.annotations.NullMarked;
