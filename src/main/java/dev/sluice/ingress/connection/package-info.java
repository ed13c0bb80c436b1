/**
 * Bounds connections before there is a request: how many there are, how long they may be silent, how much may wait on
 * them, and which bytes are HTTP at all.
 */
@NullMarked
package dev.sluice.ingress.connection;

import org.jspecify.annotations.NullMarked;
