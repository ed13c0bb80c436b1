/** The HTTP protocol binding: from a request's headers and body to an event. */
@NullMarked
package dev.sluice.core.http;

import org.jspecify.annotations.NullMarked;
