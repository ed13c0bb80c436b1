/** The XML event format, whose data is cut out of the document byte for byte. */
@NullMarked
package dev.sluice.format.xml;

import org.jspecify.annotations.NullMarked;
