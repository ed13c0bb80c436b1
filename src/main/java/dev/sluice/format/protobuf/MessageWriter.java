package dev.sluice.format.protobuf;

import dev.sluice.core.data.Printable;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.JsonScanner;
import dev.sluice.format.protobuf.ProtoFile.Label;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON text as a message, in one pass over its bytes, by the JSON mapping of Protocol Buffers (ProtoJSON).
 *
 * <p>Time and memory are linear in the data. Recursion is as deep as the messages, at most {@value #MAX_DEPTH}, which
 * is what readers accept unless they are told otherwise. For one value on one thread. Objects first in this file, then
 * the well-known types.
 */
final class MessageWriter {

    /** Messages inside of the message, map entries included. */
    static final int MAX_DEPTH = 100;

    private static final JsonScanner.Kind NULL = JsonScanner.Kind.NULL;

    private final JsonInput in;
    private final JsonScanner scanner;
    private final Place place;
    private final boolean ignoresUnknown;
    private final WireBuffer out;
    private final ScalarWriter scalars;

    private MessageWriter(Bytes json, boolean ignoresUnknown) {
        this.in = new JsonInput(json);
        this.scanner = in.scanner;
        this.place = in.place;
        this.ignoresUnknown = ignoresUnknown;
        this.out = new WireBuffer(32 + json.length() / 4 * 3);
        this.scalars = new ScalarWriter(in, out);
    }

    /** {@code prefix}, and {@code json} as a message of the type {@code shape}. */
    static byte[] write(Bytes json, MessageShape shape, boolean ignoresUnknown, byte[] prefix) {
        try {
            return new MessageWriter(json, ignoresUnknown).write(shape, prefix);
        } catch (Refusal e) {
            throw e.reason() == Refusal.Reason.MALFORMED ? Refusal.data("cannot be read: " + e.getMessage()) : e;
        }
    }

    private byte[] write(MessageShape shape, byte[] prefix) {
        scanner.skipBlanks();
        int entry = out.open();
        message(shape, entry, 0);
        out.close(entry);
        scanner.end();
        return out.result(prefix);
    }

    // objects

    private void message(MessageShape shape, int entry, int depth) {
        if (shape.known == null) {
            object(shape, entry, depth);
            return;
        }
        switch (shape.known) {
            case TIMESTAMP -> timestamp();
            case DURATION -> duration();
            case FIELD_MASK -> fieldMask();
            case STRUCT -> struct(depth);
            case VALUE -> value(depth);
            case LIST_VALUE -> listValue(depth);
            case WRAPPER -> single(shape.field(0), depth);
            case NULL_VALUE, ANY -> throw new IllegalStateException("is not a message that is written");
        }
    }

    private void object(MessageShape shape, int entry, int depth) {
        enterObject();
        long[] marks = shape.marks();
        int members = out.beginMembers();
        int likely = 0;
        while (scanner.nextMember()) {
            boolean named = in.useName();
            FieldShape field = named ? shape.field(in.text(), in.from(), in.to(), likely) : null;
            if (field == null) {
                skipUnknown(shape);
                continue;
            }
            likely = field.index + 1;
            place.enter(field);
            if (!shape.mark(marks, field)) {
                throw in.refused("must not be repeated");
            }
            if (scanner.kind() == NULL && field.isAbsentIfNull()) {
                if (field.label == Label.REQUIRED) {
                    throw in.refused("is required");
                }
                scanner.skip(0);
            } else {
                if (!shape.markOneof(marks, field)) {
                    throw in.refused("must not be there beside another member of its oneof");
                }
                int start = out.position();
                int nested = out.nestedCount();
                field(field, depth);
                if (out.position() != start) {
                    out.member(field.number, start, nested);
                }
            }
            place.leave();
        }
        FieldShape missing = shape.missing(marks);
        if (missing != null) {
            place.enter(missing);
            throw in.refused("is required");
        }
        out.endMembers(members, entry);
    }

    private void enterObject() {
        if (scanner.kind() != JsonScanner.Kind.OBJECT) {
            throw in.refused("must be an object");
        }
        scanner.enterObject("must be an object");
    }

    private void skipUnknown(MessageShape shape) {
        if (!ignoresUnknown) {
            throw Refusal.data(place + "/* is not a field of " + Printable.of(shape.fullName, 100) + ": byte "
                    + scanner.nameStart());
        }
        scanner.skip(place.depth() + 1);
    }

    private void field(FieldShape field, int depth) {
        if (field.label == Label.MAP) {
            map(field, depth);
        } else if (field.label == Label.REPEATED) {
            repeated(field, depth);
        } else {
            single(field, depth);
        }
    }

    private void single(FieldShape field, int depth) {
        int start = out.position();
        if (field.scalar == null) {
            nested(field.tag, field, depth);
        } else {
            out.varint(field.tag);
            boolean isDefault = scalars.scalar(field.scalar, field);
            if (isDefault && field.isImplicit()) {
                out.takeBack(start);
            }
        }
    }

    private void repeated(FieldShape field, int depth) {
        enterArray();
        if (!scanner.nextElement()) {
            return;
        }
        int entry = 0;
        if (field.packed) {
            out.varint(field.tag);
            entry = out.open();
        }
        int index = 0;
        do {
            place.enterElement(index++);
            refuseNull(field);
            if (field.scalar == null) {
                nested(field.tag, field, depth);
            } else {
                if (!field.packed) {
                    out.varint(field.tag);
                }
                scalars.scalar(field.scalar, field);
            }
            place.leave();
        } while (scanner.nextElement());
        if (field.packed) {
            out.close(entry);
        }
    }

    private void enterArray() {
        if (scanner.kind() != JsonScanner.Kind.ARRAY) {
            throw in.refused("must be an array");
        }
        scanner.enterArray("must be an array");
    }

    private void refuseNull(FieldShape field) {
        if (scanner.kind() == NULL && !field.takesNull) {
            throw in.refused("must not be null");
        }
    }

    private void map(FieldShape field, int depth) {
        enterObject();
        ScalarType keyType = field.key == null ? ScalarType.STRING : field.key;
        int keyTag = FieldShape.KEY << 3 | keyType.wire;
        Keys keys = new Keys();
        while (scanner.nextMember()) {
            place.enterKey();
            int entry = open(field.tag, depth);
            out.varint(keyTag);
            if (!keys.add(key(keyType))) {
                throw in.refused("is a key that must not be repeated");
            }
            refuseNull(field);
            if (field.scalar == null) {
                nested(FieldShape.VALUE << 3 | ScalarType.Wire.DELIMITED, field, depth + 1);
            } else {
                out.varint(FieldShape.VALUE << 3 | field.scalar.wire);
                scalars.scalar(field.scalar, field);
            }
            out.close(entry);
            place.leave();
        }
    }

    /** Keys of one map; a set is made for the second one only. */
    private static final class Keys {
        private @Nullable Object first;
        private @Nullable Set<Object> all;

        boolean add(Object key) {
            if (first == null) {
                first = key;
                return true;
            }
            if (all == null) {
                all = new HashSet<>();
                all.add(first);
            }
            return all.add(key);
        }
    }

    private Object key(ScalarType type) {
        if (!in.useName()) {
            throw in.notUtf8();
        }
        if (type == ScalarType.STRING) {
            scalars.delimitedText();
            return new String(in.text(), in.from(), in.to() - in.from(), StandardCharsets.UTF_8);
        }
        if (type == ScalarType.BOOL) {
            boolean is = in.textIs(ScalarWriter.TRUE);
            if (!is && !in.textIs(ScalarWriter.FALSE)) {
                throw in.refused("has a key that is not true or false");
            }
            out.write((byte) (is ? 1 : 0));
            return is;
        }
        return scalars.integer(type, "has a key that is not an integer ");
    }

    private void nested(int tag, FieldShape field, int depth) {
        MessageShape shape = field.message;
        if (shape == null) {
            throw new IllegalStateException("only a message is nested");
        }
        int entry = open(tag, depth);
        message(shape, entry, depth + 1);
        out.close(entry);
    }

    private int open(int tag, int depth) {
        if (depth == MAX_DEPTH) {
            throw in.refused("is nested deeper than " + MAX_DEPTH + " messages");
        }
        out.varint(tag);
        return out.open();
    }

    // well-known types

    private void timestamp() {
        in.useString();
        TimeText time = new TimeText();
        if (!time.readTimestamp(in.text(), in.from(), in.to())) {
            throw in.refused("must be a time such as 2006-01-02T15:04:05.999999999Z");
        }
        time(time);
    }

    private void duration() {
        in.useString();
        TimeText time = new TimeText();
        if (!time.readDuration(in.text(), in.from(), in.to())) {
            throw in.refused("must be seconds such as 3.000000001s");
        }
        time(time);
    }

    private void time(TimeText time) {
        if (time.seconds() != 0) {
            out.varint(1 << 3);
            out.varint(time.seconds());
        }
        if (time.nanos() != 0) {
            out.varint(2 << 3);
            out.varint((long) time.nanos());
        }
    }

    /** Writes paths in lower camel case, with commas between them, each in snake case. */
    private void fieldMask() {
        in.useString();
        int start = in.from();
        for (int at = in.from(); at <= in.to() && in.to() > in.from(); at++) {
            if (at == in.to() || in.text()[at] == ',') {
                path(start, at);
                start = at + 1;
            }
        }
    }

    private void path(int from, int to) {
        int length = to - from;
        for (int i = from; i < to; i++) {
            byte b = in.text()[i];
            boolean capital = isCapital(b);
            if (!capital && !(b >= 'a' && b <= 'z') && !(b >= '0' && b <= '9') && b != '.') {
                length = 0;
                break;
            }
            length += capital ? 1 : 0;
        }
        if (length == 0) {
            throw in.refused("must be paths in lower camel case with commas between them");
        }
        out.varint(1 << 3 | ScalarType.Wire.DELIMITED);
        out.varint(length);
        for (int i = from; i < to; i++) {
            byte b = in.text()[i];
            if (isCapital(b)) {
                out.write((byte) '_');
                b = (byte) (b + 'a' - 'A');
            }
            out.write(b);
        }
    }

    private static boolean isCapital(byte b) {
        return b >= 'A' && b <= 'Z';
    }

    private void struct(int depth) {
        enterObject();
        Keys keys = new Keys();
        while (scanner.nextMember()) {
            place.enterKey();
            int entry = open(1 << 3 | ScalarType.Wire.DELIMITED, depth);
            out.varint(FieldShape.KEY << 3 | ScalarType.Wire.DELIMITED);
            if (!keys.add(key(ScalarType.STRING))) {
                throw in.refused("is a key that must not be repeated");
            }
            int value = open(FieldShape.VALUE << 3 | ScalarType.Wire.DELIMITED, depth + 1);
            value(depth + 2);
            out.close(value);
            out.close(entry);
            place.leave();
        }
    }

    private void listValue(int depth) {
        enterArray();
        for (int index = 0; scanner.nextElement(); index++) {
            place.enterElement(index);
            int value = open(1 << 3 | ScalarType.Wire.DELIMITED, depth);
            value(depth + 1);
            out.close(value);
            place.leave();
        }
    }

    /** Writes any JSON value as a google.protobuf.Value, whose fields are 1 to 6 in the order of the cases. */
    private void value(int depth) {
        switch (scanner.kind()) {
            case NULL -> {
                scanner.skip(0);
                out.varint(1 << 3);
                out.write((byte) 0);
            }
            case NUMBER -> {
                out.varint(2 << 3 | ScalarType.Wire.FIXED64);
                scalars.floating();
            }
            case STRING -> {
                out.varint(3 << 3 | ScalarType.Wire.DELIMITED);
                in.useString();
                scalars.delimitedText();
            }
            case TRUE, FALSE -> {
                out.varint(4 << 3);
                scalars.bool();
            }
            case OBJECT -> {
                int entry = open(5 << 3 | ScalarType.Wire.DELIMITED, depth);
                struct(depth + 1);
                out.close(entry);
            }
            case ARRAY -> {
                int entry = open(6 << 3 | ScalarType.Wire.DELIMITED, depth);
                listValue(depth + 1);
                out.close(entry);
            }
        }
    }
}
