/** Conditions on events: the CloudEvents SQL Expression Language 1.0, and how to ask many conditions at once. */
@NullMarked
package dev.sluice.core.cesql;

import org.jspecify.annotations.NullMarked;
