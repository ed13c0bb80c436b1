/** What can be said of the native executable without building it: what its build is given. */
@NullMarked
package dev.sluice.nativeimage;

import org.jspecify.annotations.NullMarked;
