package dev.sluice.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Some connections that each follow a script, as fast as they can or at a pace; one that the function closes is opened
 * again. One thread; memory for one part of the script for each connection.
 *
 * @param pace the time from one part to the next; zero for no time
 * @param connections how many are open at once
 * @param ending what becomes of a connection whose script has ended
 */
record Flood(
        String name,
        String unit,
        int connections,
        Duration pace,
        Answers answers,
        Ending ending,
        Supplier<Script> script)
        implements Attack {

    /** Whether answers are read, and thrown away. */
    enum Answers {
        READ,
        UNREAD
    }

    /** What comes after a script. */
    enum Ending {
        /** Silence. */
        STAY,
        /** A reset, and a new connection. */
        RESET
    }

    /** The unit of an attack that is the number of connections itself; the parts of its script count as none. */
    static final String CONNECTIONS = "connections";

    private static final long TURN_MILLIS = 10;
    private static final int OPENED_IN_A_TURN = 50;

    /** As fast as possible, without reading what comes back. */
    static Flood unread(String name, String unit, int connections, Supplier<Script> script) {
        return new Flood(name, unit, connections, Duration.ZERO, Answers.UNREAD, Ending.STAY, script);
    }

    /** As fast as possible, reading what comes back. */
    static Flood read(String name, String unit, int connections, Supplier<Script> script) {
        return new Flood(name, unit, connections, Duration.ZERO, Answers.READ, Ending.STAY, script);
    }

    /** One part a second on each connection. */
    static Flood slow(String name, String unit, int connections, Supplier<Script> script) {
        return new Flood(name, unit, connections, Duration.ofSeconds(1), Answers.READ, Ending.STAY, script);
    }

    /** Connections that are reset as soon as their script is sent, and opened again. */
    static Flood storm(String name, int connections, Supplier<Script> script) {
        return new Flood(name, CONNECTIONS, connections, Duration.ZERO, Answers.READ, Ending.RESET, script);
    }

    @Override
    public long run(int port, Duration time) throws IOException {
        try (Run run = new Run(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                run.turn();
            }
            return run.sent;
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /** One connection and how far its script is. */
    private final class Sender {
        private final SocketChannel channel;
        private final Script lines = script.get();
        private long nextAt = System.nanoTime();
        private ByteBuffer rest = ByteBuffer.allocate(0);
        private boolean isSilent;

        private Sender(SocketChannel channel) {
            this.channel = channel;
        }

        /** Writes what the connection takes of one part; whether it could take more. */
        private boolean write(Run run) throws IOException {
            if (!rest.hasRemaining()) {
                Script.Part part = lines.next();
                if (part == null) {
                    isSilent = true;
                    return false;
                }
                run.sent += part.count();
                rest = part.buffer();
                nextAt += pace.toNanos();
            }
            channel.write(rest);
            return !rest.hasRemaining();
        }
    }

    /** The connections of one attack. */
    private final class Run implements AutoCloseable {

        private final InetSocketAddress target;
        private final Selector selector = Selector.open();
        private final Set<Sender> senders = new LinkedHashSet<>();
        private final ByteBuffer answers = ByteBuffer.allocateDirect(1 << 16);
        private long sent;

        private Run(InetSocketAddress target) throws IOException {
            this.target = target;
        }

        private void turn() throws IOException {
            for (int i = 0; i < OPENED_IN_A_TURN && senders.size() < connections; i++) {
                open();
            }
            selector.select(this::proceed, TURN_MILLIS);
            if (!pace.isZero()) {
                List.copyOf(senders).forEach(this::sendWhatIsDue);
            }
        }

        private void open() throws IOException {
            if (unit.equals(CONNECTIONS)) {
                sent++;
            }
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.bind(SOURCE);
            Sender sender = new Sender(channel);
            senders.add(sender);
            channel.register(selector, SelectionKey.OP_CONNECT, sender);
            channel.connect(target);
        }

        private void proceed(SelectionKey key) {
            Sender sender = (Sender) key.attachment();
            try {
                if (key.isConnectable()) {
                    sender.channel.finishConnect();
                    key.interestOps(interest(pace.isZero()));
                }
                if (key.isReadable()) {
                    readAll(sender);
                }
                if (key.isWritable() && !sender.write(this) && sender.isSilent) {
                    fallSilent(key, sender);
                }
            } catch (IOException e) {
                drop(sender);
            }
        }

        private int interest(boolean isWriting) {
            return (isWriting ? SelectionKey.OP_WRITE : 0)
                    | (Flood.this.answers == Answers.READ ? SelectionKey.OP_READ : 0);
        }

        private void readAll(Sender sender) throws IOException {
            answers.clear();
            if (sender.channel.read(answers) < 0) {
                throw new IOException("closed");
            }
        }

        private void fallSilent(SelectionKey key, Sender sender) {
            if (ending == Ending.RESET) {
                drop(sender);
            } else {
                key.interestOps(interest(false));
            }
        }

        private void sendWhatIsDue(Sender sender) {
            boolean isDue = sender.rest.hasRemaining() || sender.nextAt <= System.nanoTime();
            if (sender.channel.isConnected() && !sender.isSilent && isDue) {
                try {
                    sender.write(this);
                } catch (IOException e) {
                    drop(sender);
                }
            }
        }

        private void drop(Sender sender) {
            senders.remove(sender);
            try {
                sender.channel.close();
            } catch (IOException e) {
                // it is gone, which is what is wanted
            }
        }

        @Override
        public void close() throws IOException {
            List.copyOf(senders).forEach(this::drop);
            selector.close();
        }
    }
}
