package dev.sluice.format.protobuf;

import dev.sluice.core.data.Printable;
import dev.sluice.format.protobuf.ProtoFile.Message;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The message of a file that is written, and where it is declared.
 *
 * @param indexes its index in the file, or that of the message it is in, and so on inwards. As Confluent counts, map
 *     entries have none
 */
record ChosenMessage(Message message, List<Integer> indexes) {

    /**
     * Finds the message called {@code wanted}: by its full name, or by the end of it if only one message's name ends
     * so. Without a name it is the first message of the file.
     */
    static ChosenMessage of(ProtoFile file, Linker linker, @Nullable String wanted) {
        if (file.messages().isEmpty()) {
            throw new IllegalArgumentException("the schema declares no message");
        }
        if (wanted == null) {
            return new ChosenMessage(file.messages().get(0), List.of(0));
        }
        Search search = new Search(linker, wanted);
        search.in(file.messages());
        if (search.exact != null) {
            return search.exact;
        }
        if (search.count != 1 || search.first == null) {
            throw new IllegalArgumentException(
                    "the schema declares " + (search.count == 0 ? "no message " : "more than one message ")
                            + Name.shown(wanted) + ": write a full name, such as '"
                            + Printable.of(linker.symbol(file.messages().get(0)).fullName(), 200)
                            + "'");
        }
        return search.first;
    }

    private static final class Search {
        private final Linker linker;
        private final String[] parts;
        private final Deque<Integer> path = new ArrayDeque<>();
        private @Nullable ChosenMessage exact;
        private @Nullable ChosenMessage first;
        private int count;

        Search(Linker linker, String wanted) {
            this.linker = linker;
            this.parts = wanted.split("\\.", -1);
        }

        void in(List<Message> messages) {
            for (int i = 0; i < messages.size(); i++) {
                Message message = messages.get(i);
                path.addLast(i);
                Symbol rest = linker.symbol(message);
                int part = parts.length - 1;
                while (part >= 0 && rest != null && rest.name.equals(parts[part])) {
                    rest = rest.parent;
                    part--;
                }
                if (part < 0) {
                    found(message, rest == null || rest.parent == null);
                }
                in(message.messages());
                path.removeLast();
            }
        }

        private void found(Message message, boolean whole) {
            ChosenMessage chosen = new ChosenMessage(message, new ArrayList<>(path));
            count++;
            first = chosen;
            exact = whole ? chosen : exact;
        }
    }

    /** The indexes in Confluent's framing: zig-zag varints, their number first; {@code [0]} is one byte 0. */
    byte[] framed() {
        if (indexes.equals(List.of(0))) {
            return new byte[1];
        }
        ByteArrayOutputStream framed = new ByteArrayOutputStream();
        varint(indexes.size(), framed);
        indexes.forEach(index -> varint(index, framed));
        return framed.toByteArray();
    }

    private static void varint(int value, ByteArrayOutputStream into) {
        int rest = value << 1 ^ value >> 31;
        while ((rest & ~0x7F) != 0) {
            into.write(rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        into.write(rest);
    }
}
