/** JSON as bytes, and places in JSON data: streaming, with the data kept as the bytes that were sent. */
@NullMarked
package dev.sluice.core.json;

import org.jspecify.annotations.NullMarked;
