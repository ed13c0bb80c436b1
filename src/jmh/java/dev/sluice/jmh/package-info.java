/** Micro-benchmarks: {@code mvn -Pjmh}. */
@NullMarked
package dev.sluice.jmh;

import org.jspecify.annotations.NullMarked;
