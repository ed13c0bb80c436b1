/** Looking into JSON data and redacting it: streaming, with the data kept as the bytes that were sent. */
@NullMarked
package dev.sluice.core.data;

import org.jspecify.annotations.NullMarked;
