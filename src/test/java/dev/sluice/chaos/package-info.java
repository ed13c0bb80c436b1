/** The packaged function against a cluster of real processes that are stopped, killed and frozen under load. */
package dev.sluice.chaos;
