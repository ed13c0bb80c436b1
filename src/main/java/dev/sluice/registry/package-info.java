/** Schemas of a registry by subject and version: looked up beside the events, and kept. */
@NullMarked
package dev.sluice.registry;

import org.jspecify.annotations.NullMarked;
