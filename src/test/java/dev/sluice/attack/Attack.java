package dev.sluice.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** One way to abuse the port. */
interface Attack {

    /**
     * Where attacks come from: another address than that of the honest sender, so that a share for each address is one
     * of the things that may help.
     */
    InetSocketAddress SOURCE = new InetSocketAddress(loopback(2), 0);

    /** What it is called in the table. */
    String name();

    /**
     * Attacks a port of 127.0.0.1 for so long, and then leaves no connection behind.
     *
     * @return how many requests, frames or connections, as {@link #unit()} says, were sent
     */
    long run(int port, Duration time) throws IOException, InterruptedException;

    /** What is counted. */
    String unit();

    private static InetAddress loopback(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
