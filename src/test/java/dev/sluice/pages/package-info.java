/** Holds the README and the pages to each other; what they say of the code is held by a test beside that code. */
package dev.sluice.pages;
