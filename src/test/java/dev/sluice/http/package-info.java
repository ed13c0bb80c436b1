/** A sender under the test's control, byte by byte. */
package dev.sluice.http;
