/** The rules as examples: requests with the record or the refusal that each must give, for every layer to run. */
@NullMarked
package dev.sluice.vectors;

import org.jspecify.annotations.NullMarked;
