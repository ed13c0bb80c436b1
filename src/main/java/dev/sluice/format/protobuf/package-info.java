/** Protobuf: events that come in its event format, and values of records that JSON data is written as by a schema. */
@NullMarked
package dev.sluice.format.protobuf;

import org.jspecify.annotations.NullMarked;
