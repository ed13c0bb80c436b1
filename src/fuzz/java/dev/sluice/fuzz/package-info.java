/** Coverage-guided fuzzing of the decoders: mvn -Pfuzz test. */
@NullMarked
package dev.sluice.fuzz;

import org.jspecify.annotations.NullMarked;
