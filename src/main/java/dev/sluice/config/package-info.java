/** The configuration: every key and its meaning, and one line for every problem with it. */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
