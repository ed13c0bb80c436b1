package dev.sluice.ingress.connection;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connections that are accepted but not taken yet. The addresses take turns. If too many connections of several
 * addresses wait, one of the address with most of them is closed. Used on one thread.
 */
final class WaitingConnections {

    /** The connections of each address; the address whose turn it is comes first. */
    private final Map<@Nullable InetAddress, Deque<Channel>> byAddress = new LinkedHashMap<>();

    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    /**
     * Lets a connection wait. If there are several addresses, no more than {@code most} wait: another one, or this one,
     * is closed.
     *
     * @param areOthers whether the open connections come from several addresses
     * @return whether there is room for more
     */
    boolean add(Channel accepted, int most, boolean areOthers) {
        byAddress
                .computeIfAbsent(Origins.address(accepted), address -> new ArrayDeque<>())
                .addLast(accepted);
        count++;
        boolean areSeveral = areOthers || byAddress.size() > 1;
        if (count > most && areSeveral) {
            closeOne();
        }
        return areSeveral || hasRoom(most);
    }

    /** Whether fewer than {@code most} wait. */
    boolean hasRoom(int most) {
        return count < most;
    }

    /** The connection whose turn it is; null for none. */
    @Nullable
    Channel next() {
        Iterator<Deque<Channel>> first = byAddress.values().iterator();
        return first.hasNext() ? first.next().peekFirst() : null;
    }

    /** Removes the connection whose turn it is; its address has its next turn after all others. */
    void remove() {
        Iterator<Map.Entry<@Nullable InetAddress, Deque<Channel>>> entries =
                byAddress.entrySet().iterator();
        Map.Entry<@Nullable InetAddress, Deque<Channel>> first = entries.next();
        InetAddress address = first.getKey();
        Deque<Channel> ofAddress = first.getValue();
        entries.remove();
        ofAddress.removeFirst();
        count--;
        if (!ofAddress.isEmpty()) {
            byAddress.put(address, ofAddress);
        }
    }

    /** Closes the newest connection of the address that has most. */
    void closeOne() {
        Map.Entry<@Nullable InetAddress, Deque<Channel>> largest = null;
        for (Map.Entry<@Nullable InetAddress, Deque<Channel>> each : byAddress.entrySet()) {
            if (largest == null || each.getValue().size() > largest.getValue().size()) {
                largest = each;
            }
        }
        if (largest == null) {
            return;
        }
        largest.getValue().removeLast().unsafe().closeForcibly();
        count--;
        if (largest.getValue().isEmpty()) {
            byAddress.remove(largest.getKey());
        }
    }
}
