/** The self-test: checks what Sluice relies on, without a broker and without a port. */
@NullMarked
package dev.sluice.selfcheck;

import org.jspecify.annotations.NullMarked;
