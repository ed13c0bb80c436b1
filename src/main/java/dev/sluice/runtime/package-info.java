/**
 * What ingress and egress both need of the process: timeouts and the event loop of a caller, the order of a startup,
 * how old the process is, lines that a log can bear.
 */
@NullMarked
package dev.sluice.runtime;

import org.jspecify.annotations.NullMarked;
