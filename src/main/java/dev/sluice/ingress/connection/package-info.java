/**
 * What a connection may do before there is a request: how many there are, how long they may be silent, how much may
 * wait on one, and what on the wire is HTTP at all.
 */
@NullMarked
package dev.sluice.ingress.connection;

import org.jspecify.annotations.NullMarked;
