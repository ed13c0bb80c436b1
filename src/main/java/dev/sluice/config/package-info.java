/** The configuration: every key, what it means, and one line for everything that is wrong with it. */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
