/** What src/docs/delivery.md shows of code that a team adds. */
package dev.sluice.example;
