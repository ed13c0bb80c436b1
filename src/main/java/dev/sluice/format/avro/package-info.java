/** The Avro event format, read without a library: its schema is fixed. */
@NullMarked
package dev.sluice.format.avro;

import org.jspecify.annotations.NullMarked;
