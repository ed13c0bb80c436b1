/** The self-test: what a startup would rely on, checked without a broker and without a port. */
@NullMarked
package dev.sluice.selfcheck;

import org.jspecify.annotations.NullMarked;
