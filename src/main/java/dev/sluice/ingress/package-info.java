/** The HTTP side: one door for every request, and the only place that knows status numbers. */
@NullMarked
package dev.sluice.ingress;

import org.jspecify.annotations.NullMarked;
