/** Conditions on events: the CloudEvents SQL Expression Language 1.0, and an index over many conditions. */
@NullMarked
package dev.sluice.core.cesql;

import org.jspecify.annotations.NullMarked;
