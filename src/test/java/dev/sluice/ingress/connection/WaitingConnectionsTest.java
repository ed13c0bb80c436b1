package dev.sluice.ingress.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class WaitingConnectionsTest {

    private static final int MOST = 1024;

    private final WaitingConnections waiting = new WaitingConnections();

    @Test
    void letEachAddressHaveItsTurn() {
        Channel first = from(1);
        Channel second = from(1);
        Channel other = from(2);
        waiting.add(first, MOST, false);
        waiting.add(second, MOST, false);
        waiting.add(other, MOST, false);
        assertThat(waiting.next()).isSameAs(first);
        waiting.remove();
        assertThat(waiting.next()).isSameAs(other);
        waiting.remove();
        assertThat(waiting.next()).isSameAs(second);
        waiting.remove();
        assertThat(waiting.next()).isNull();
        assertThat(waiting.isEmpty()).isTrue();
    }

    @Test
    void closeTheLastOfTheAddressWithMostWhereThereAreTooMany() {
        Channel honest = from(2);
        waiting.add(honest, MOST, false);
        for (int i = 0; i < MOST - 1; i++) {
            waiting.add(from(1), MOST, false);
        }
        Channel tooMany = from(1);
        waiting.add(tooMany, MOST, false);
        Channel alsoHonest = from(3);
        waiting.add(alsoHonest, MOST, false);
        assertThat(tooMany.isOpen()).isFalse();
        assertThat(honest.isOpen()).isTrue();
        assertThat(alsoHonest.isOpen()).isTrue();
        assertThat(waiting.next()).isSameAs(honest);
    }

    @Test
    void closeNoneWhereAllAreOfOneAddress() {
        for (int i = 0; i < MOST - 1; i++) {
            assertThat(waiting.add(from(1), MOST, false)).isTrue();
        }
        Channel last = from(1);
        assertThat(waiting.add(last, MOST, false)).isFalse();
        assertThat(waiting.add(from(1), MOST, false)).isFalse();
        assertThat(last.isOpen()).isTrue();
    }

    @Test
    void closeTheLastWhereOthersAreConnected() {
        for (int i = 0; i < MOST; i++) {
            assertThat(waiting.add(from(1), MOST, true)).isTrue();
        }
        Channel tooMany = from(1);
        assertThat(waiting.add(tooMany, MOST, true)).isTrue();
        assertThat(tooMany.isOpen()).isFalse();
    }

    private static Channel from(int host) {
        return new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                try {
                    return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) host}), 1);
                } catch (UnknownHostException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }
}
