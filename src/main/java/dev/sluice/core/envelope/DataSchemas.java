package dev.sluice.core.envelope;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.JsonScanner;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Replaces what Azure Event Grid writes as {@code dataschema} into CloudEvents that it converts: a number sign and the
 * version of the data, or nothing behind it. CloudEvents 1.0.2 asks for an absolute URI. Stateless.
 */
final class DataSchemas {

    private static final byte[] VERSION = "\"dataversion\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NONE = "\"dataschema\":null".getBytes(StandardCharsets.US_ASCII);
    private static final String NOT_EVENTS = "not a CloudEvent";

    private DataSchemas() {}

    /**
     * The events with {@code "dataversion":"1.0"} instead of {@code "dataschema":"#1.0"}, and with {@code null} instead
     * of {@code "#"}.
     *
     * @param events in the JSON event format, one or a batch; anything else is returned as it is
     * @return {@code events} itself if there is nothing to replace
     */
    static Bytes replaced(Bytes events) {
        if (!holdsFragment(events)) {
            return events;
        }
        ByteArrayOutputStream replaced = new ByteArrayOutputStream(events.length() + VERSION.length);
        int copied = 0;
        try {
            JsonScanner json = new JsonScanner(events);
            json.skipBlanks();
            if (json.kind() == JsonScanner.Kind.OBJECT) {
                copied = copy(events, json, copied, replaced);
            } else {
                json.enterArray(NOT_EVENTS);
                while (json.nextElement()) {
                    copied = copy(events, json, copied, replaced);
                }
            }
        } catch (Refusal notEvents) {
            // and refused where they are decoded
            return events;
        }
        write(events, copied, events.length(), replaced);
        return copied == 0 ? events : Bytes.of(replaced.toByteArray());
    }

    /** Copies what is before the replaced member of the event that {@code json} is at; returns how much is copied. */
    private static int copy(Bytes events, JsonScanner json, int copiedBefore, ByteArrayOutputStream to) {
        int copied = copiedBefore;
        json.enterObject(NOT_EVENTS);
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            int member = json.nameStart();
            Bytes value = json.value();
            if (name.equals("dataschema") && value.length() > 2 && value.at(0) == '"' && value.at(1) == '#') {
                write(events, copied, member, to);
                if (value.length() == 3) {
                    to.writeBytes(NONE);
                } else {
                    to.writeBytes(VERSION);
                    write(value, 2, value.length(), to);
                }
                copied = json.position();
            }
        }
        return copied;
    }

    private static void write(Bytes bytes, int start, int end, ByteArrayOutputStream to) {
        to.write(bytes.array(), bytes.offset() + start, end - start);
    }

    private static boolean holdsFragment(Bytes text) {
        for (int i = 1; i < text.length(); i++) {
            if (text.at(i) == '#' && text.at(i - 1) == '"') {
                return true;
            }
        }
        return false;
    }
}
