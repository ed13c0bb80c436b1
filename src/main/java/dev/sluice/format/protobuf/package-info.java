/** The Protobuf event format, read without a library: it is one small message whose schema is fixed. */
@NullMarked
package dev.sluice.format.protobuf;

import org.jspecify.annotations.NullMarked;
