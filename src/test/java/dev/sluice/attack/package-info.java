/** Whoever reaches the port tries to keep the packaged function from serving others, as senders on raw sockets. */
package dev.sluice.attack;
