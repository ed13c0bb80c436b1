/**
 * What both ingress and egress need of the process: timeouts, the caller's event loop, the order of a startup, the age
 * of the process, safe and throttled log lines.
 */
@NullMarked
package dev.sluice.runtime;

import org.jspecify.annotations.NullMarked;
