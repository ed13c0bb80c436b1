/** What the function does, seen from outside of it, each behaviour with a broker or a connector of its own. */
package dev.sluice.behaviour;
