package dev.sluice.core.event;

import org.jspecify.annotations.Nullable;

/**
 * The trace context of a request (W3C Trace Context, 3): the hop that an event comes from. The attribute
 * {@code traceparent}, in contrast, says where the event started (CloudEvents distributed tracing extension).
 *
 * @param parent the header {@code traceparent}
 * @param state the header {@code tracestate}; null for none
 */
public record Trace(String parent, @Nullable String state) {

    private static final int VERSION_END = 2;
    private static final int TRACE_END = VERSION_END + 1 + 32;
    private static final int PARENT_END = TRACE_END + 1 + 16;
    private static final int LENGTH = PARENT_END + 1 + 2;

    /**
     * The trace context in two headers; null if {@code parent} is not of version 00, the only one there is. A
     * {@code state} with characters other than printable ASCII is left out.
     */
    public static @Nullable Trace of(String parent, @Nullable String state) {
        if (!isParent(parent)) {
            return null;
        }
        return new Trace(parent, state != null && isPrintable(state) ? state : null);
    }

    private static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c > 0x7E) {
                return false;
            }
        }
        return true;
    }

    private static boolean isParent(String text) {
        if (text.length() != LENGTH || !text.startsWith("00-")) {
            return false;
        }
        for (int i = VERSION_END; i < LENGTH; i++) {
            char c = text.charAt(i);
            boolean dash = i == VERSION_END || i == TRACE_END || i == PARENT_END;
            if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
        }
        return true;
    }
}
