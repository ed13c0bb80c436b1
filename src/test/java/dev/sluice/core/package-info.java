/** Tests of the core as a whole: from a request to the record. */
@NullMarked
package dev.sluice.core;

import org.jspecify.annotations.NullMarked;
