package dev.sluice.attack;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** What one connection of a {@link Flood} sends, part by part. Used by one thread. */
interface Script {

    /** The next part, or null once there is none any more and the connection stays silent. */
    Part next();

    /** Bytes, and how many of the things that the attack counts are in them. */
    record Part(byte[] bytes, int count) {

        ByteBuffer buffer() {
            return ByteBuffer.wrap(bytes);
        }
    }

    /** These parts, and then nothing. */
    static Script once(Part... parts) {
        Iterator<Part> rest = List.of(parts).iterator();
        return () -> rest.hasNext() ? rest.next() : null;
    }

    /** The first part once, then the second one for ever. */
    static Script endless(Part first, Part repeated) {
        Iterator<Part> start = List.of(first).iterator();
        return () -> start.hasNext() ? start.next() : repeated;
    }

    /** These parts again and again. */
    static Script cycle(Part... parts) {
        return new Script() {
            private Iterator<Part> turn = Arrays.asList(parts).iterator();

            @Override
            public Part next() {
                if (!turn.hasNext()) {
                    turn = Arrays.asList(parts).iterator();
                }
                return turn.next();
            }
        };
    }
}
