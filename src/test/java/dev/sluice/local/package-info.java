/** The local run, {@code mvn -Plocal}: built with the tests, so that its broker stays out of the package. */
package dev.sluice.local;
