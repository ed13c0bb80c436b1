/** The JSON event format: streaming, with the data kept as the bytes that were sent. */
@NullMarked
package dev.sluice.core.json;

import org.jspecify.annotations.NullMarked;
