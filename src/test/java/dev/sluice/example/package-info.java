/** What the README shows of code that a team adds. */
package dev.sluice.example;
