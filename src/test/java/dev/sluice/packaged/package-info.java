/** The packaged function, or the native executable, as an operator runs it. */
package dev.sluice.packaged;
