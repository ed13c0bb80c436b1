/** Benchmarks of the whole: the packaged function and a broker as processes of their own, {@code mvn -Pbench}. */
package dev.sluice.bench;
