package dev.sluice.format.protobuf;

import java.util.Arrays;

/**
 * Bytes of Protocol Buffers, written in the order of the JSON, and read out in the order of field numbers.
 *
 * <p>The length of a nested message is known only after its bytes, and comes before them. So {@link #open} leaves no
 * room for it; {@link #close} keeps where the message is and how long it will be, and {@link #result} puts the lengths
 * in and the fields in order while it copies everything once. So the time is linear, however deep the messages are.
 *
 * <p>For one value on one thread. The methods that write grow the array as needed.
 */
final class WireBuffer {

    /** What is kept of each nested message: see the constants below. */
    private static final int ENTRY = 5;

    private static final int START = 0;
    private static final int END = 1;
    /** The length it will have; before it is closed, the bytes of the lengths that came before it. */
    private static final int LENGTH = 2;
    /** The index of the entry after all that are inside it. */
    private static final int NEXT = 3;
    /** Where its fields' order is in {@link #orders}; negative if they are in order. */
    private static final int ORDER = 4;

    /** What is kept of each member while its object is read, and of each field that has to be moved. */
    private static final int MEMBER = 3;

    private static final int MAX_VARINT = 10;

    private byte[] bytes;
    private int at;
    private int[] nested = new int[16 * ENTRY];
    private int nestedCount;

    /** The bytes of the lengths that are known. */
    private int lengths;

    /** Number, start, and index of the first nested message of each member of the open objects. */
    private int[] members = new int[16 * MEMBER];

    private int memberCount;
    private int[] orders = {};
    private int orderCount;

    /** A buffer that is not expected to hold much more than {@code expected} bytes. */
    WireBuffer(int expected) {
        bytes = new byte[expected];
    }

    // nested messages

    /** Begins a nested message, whose tag is written; returns what {@link #close} takes. */
    int open() {
        int entry = nestedCount;
        if (nested.length < (entry + 1) * ENTRY) {
            nested = Arrays.copyOf(nested, nested.length * 2);
        }
        nestedCount++;
        int base = entry * ENTRY;
        nested[base + START] = at;
        nested[base + LENGTH] = lengths;
        nested[base + ORDER] = -1;
        return entry;
    }

    /** Ends the innermost nested message. */
    void close(int entry) {
        int base = entry * ENTRY;
        int length = at - nested[base + START] + lengths - nested[base + LENGTH];
        nested[base + END] = at;
        nested[base + LENGTH] = length;
        nested[base + NEXT] = nestedCount;
        lengths += varintSize(length);
    }

    // the order of fields

    /** Begins an object's members; returns what {@link #endMembers} takes. */
    int beginMembers() {
        return memberCount;
    }

    /** The position that {@link #member} takes as the start of what is written from here on. */
    int position() {
        return at;
    }

    /** The number of nested messages so far, which {@link #member} takes as well. */
    int nestedCount() {
        return nestedCount;
    }

    /** What was written from {@code start} on is the field {@code number}. */
    void member(int number, int start, int firstNested) {
        int base = memberCount * MEMBER;
        if (members.length < base + MEMBER) {
            members = Arrays.copyOf(members, members.length * 2);
        }
        members[base] = number;
        members[base + 1] = start;
        members[base + 2] = firstNested;
        memberCount++;
    }

    /** Ends the members of the message {@code entry}, and keeps their order if it is not that of the numbers. */
    void endMembers(int first, int entry) {
        for (int i = first + 1; i < memberCount; i++) {
            if (members[i * MEMBER] < members[(i - 1) * MEMBER]) {
                nested[entry * ENTRY + ORDER] = order(first);
                break;
            }
        }
        memberCount = first;
    }

    private int order(int first) {
        int count = memberCount - first;
        long[] byNumber = new long[count];
        for (int i = 0; i < count; i++) {
            byNumber[i] = (long) members[(first + i) * MEMBER] << Integer.SIZE | i;
        }
        Arrays.sort(byNumber);
        int where = orderCount;
        int needed = where + 1 + count * 4;
        if (orders.length < needed) {
            orders = Arrays.copyOf(orders, Math.max(needed, orders.length * 2));
        }
        orders[orderCount++] = count;
        for (long next : byNumber) {
            int member = first + (int) next;
            boolean last = member == memberCount - 1;
            orders[orderCount++] = members[member * MEMBER + 1];
            orders[orderCount++] = last ? at : members[(member + 1) * MEMBER + 1];
            orders[orderCount++] = members[member * MEMBER + 2];
            orders[orderCount++] = last ? nestedCount : members[(member + 1) * MEMBER + 2];
        }
        return where;
    }

    // values

    /** Takes back everything since {@code position}, in which no nested message was opened. */
    void takeBack(int position) {
        at = position;
    }

    void varint(int value) {
        reserve(MAX_VARINT);
        at = varint(value, bytes, at);
    }

    void varint(long value) {
        reserve(MAX_VARINT);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
    }

    void fixed32(int value) {
        reserve(Integer.BYTES);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            bytes[at++] = (byte) (value >>> shift);
        }
    }

    void fixed64(long value) {
        reserve(Long.BYTES);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            bytes[at++] = (byte) (value >>> shift);
        }
    }

    void write(byte b) {
        reserve(1);
        bytes[at++] = b;
    }

    void write(byte[] from, int start, int count) {
        reserve(count);
        System.arraycopy(from, start, bytes, at, count);
        at += count;
    }

    private void reserve(int count) {
        if (bytes.length - at < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, at + count));
        }
    }

    private static int varint(int value, byte[] into, int from) {
        int at = from;
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            into[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        into[at++] = (byte) rest;
        return at;
    }

    private static int varintSize(int value) {
        int size = 1;
        for (int rest = value; (rest & ~0x7F) != 0; rest >>>= 7) {
            size++;
        }
        return size;
    }

    // the result

    /** The prefix, and the first message that was opened, without its own length. */
    byte[] result(byte[] prefix) {
        byte[] result = Arrays.copyOf(prefix, prefix.length + nested[LENGTH]);
        body(0, result, prefix.length);
        return result;
    }

    private int body(int entry, byte[] into, int from) {
        int base = entry * ENTRY;
        int order = nested[base + ORDER];
        if (order < 0) {
            return copy(nested[base + START], nested[base + END], entry + 1, nested[base + NEXT], into, from);
        }
        int at = from;
        for (int i = 0, field = order + 1; i < orders[order]; i++, field += 4) {
            at = copy(orders[field], orders[field + 1], orders[field + 2], orders[field + 3], into, at);
        }
        return at;
    }

    private int copy(int start, int end, int firstNested, int endNested, byte[] into, int from) {
        int at = from;
        int copied = start;
        for (int entry = firstNested; entry < endNested; entry = nested[entry * ENTRY + NEXT]) {
            int base = entry * ENTRY;
            int count = nested[base + START] - copied;
            System.arraycopy(bytes, copied, into, at, count);
            at = varint(nested[base + LENGTH], into, at + count);
            at = body(entry, into, at);
            copied = nested[base + END];
        }
        System.arraycopy(bytes, copied, into, at, end - copied);
        return at + end - copied;
    }
}
