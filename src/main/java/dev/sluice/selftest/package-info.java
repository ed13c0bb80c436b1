/** The self-test: what a start would rely on, tried out without a broker and without a port. */
@NullMarked
package dev.sluice.selftest;

import org.jspecify.annotations.NullMarked;
