/** The questions that senders and proxies ask this endpoint: whether it wants events, and whether it is there. */
@NullMarked
package dev.sluice.ingress.handshake;

import org.jspecify.annotations.NullMarked;
