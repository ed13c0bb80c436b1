package dev.sluice.core.event;

import org.jspecify.annotations.Nullable;

/**
 * Why Sluice refuses a request before it asks Kafka: a closed set of reasons. Each message is one line that names the
 * attribute and the rule, and never holds a value of the event.
 *
 * <p>Thrown for every bad request, so it has no stack trace. All texts are made here or passed in as constants.
 */
public final class Refusal extends RuntimeException {

    /** The reasons; the ingress decides the status of each. */
    public enum Reason {
        /** The request is not a CloudEvent, or its headers, JSON or encoding cannot be read. */
        MALFORMED,
        /** An attribute is missing or breaks a rule of the specification. */
        INVALID_ATTRIBUTE,
        /** The data contradicts its content type or its route's schema, or cannot be read where the route needs it. */
        INVALID_DATA,
        /** The event format or the content coding is not supported. */
        UNSUPPORTED_FORMAT,
        /** No route takes the event, or its topic or partition is not one that it may have. */
        UNROUTABLE,
        /** The event yields no key, and its route requires one. */
        KEYLESS,
        /** The body, the batch or an event in it exceeds its limit. */
        TOO_LARGE,
        /** The caller does not prove who it is. */
        UNAUTHENTICATED,
        /** The caller may not send this event. */
        FORBIDDEN
    }

    /** The {@link #index()} of a refusal that is not about an event of a batch. */
    public static final int NO_INDEX = -1;

    private static final int NAME_SHOWN = 40;

    private final Reason reason;
    private final @Nullable String attribute;
    private final @Nullable String route;
    private final int index;

    private Refusal(Reason reason, @Nullable String attribute, String message) {
        this(reason, attribute, message, null, NO_INDEX);
    }

    private Refusal(Reason reason, @Nullable String attribute, String message, @Nullable String route, int index) {
        super(message, null, false, false);
        this.reason = reason;
        this.attribute = attribute;
        this.route = route;
        this.index = index;
    }

    /** The request cannot be read as an event; {@code rule} says in one line what is wrong. */
    public static Refusal malformed(String rule) {
        return new Refusal(Reason.MALFORMED, null, rule);
    }

    /**
     * The attribute {@code name} breaks {@code rule}. The name is shown in printable ASCII, and cut off if it is long.
     */
    public static Refusal attribute(String name, String rule) {
        String shown = printable(name);
        return new Refusal(Reason.INVALID_ATTRIBUTE, shown, shown + ": " + rule);
    }

    /** The data breaks {@code rule}. */
    public static Refusal data(String rule) {
        return new Refusal(Reason.INVALID_DATA, "data", "data: " + rule);
    }

    /** The event yields no topic, or no partition, that it may have; {@code rule} says why. */
    public static Refusal unroutable(String rule) {
        return new Refusal(Reason.UNROUTABLE, null, rule);
    }

    /** The event yields no key but needs one; {@code rule} says why. */
    public static Refusal keyless(String rule) {
        return new Refusal(Reason.KEYLESS, null, rule);
    }

    /** The format or coding is not supported; {@code rule} says which ones are. */
    public static Refusal unsupported(String rule) {
        return new Refusal(Reason.UNSUPPORTED_FORMAT, null, rule);
    }

    /** The body, as sent or once decompressed, exceeds {@code limit} bytes. */
    public static Refusal tooLarge(int limit) {
        return new Refusal(Reason.TOO_LARGE, null, "the body is over the limit of " + limit + " bytes");
    }

    /** The batch has more than {@code limit} events. */
    public static Refusal tooManyEvents(int limit) {
        return new Refusal(Reason.TOO_LARGE, null, "the batch is over the limit of " + limit + " events");
    }

    /** The event in a batch exceeds {@code limit} bytes. */
    public static Refusal eventTooLarge(int limit) {
        return new Refusal(Reason.TOO_LARGE, null, "the event is over the limit of " + limit + " bytes");
    }

    /**
     * The caller does not prove who it is; {@code rule} says what is missing or wrong, without any part of the proof.
     */
    public static Refusal unauthenticated(String rule) {
        return new Refusal(Reason.UNAUTHENTICATED, null, rule);
    }

    /** The caller may not send this event; {@code rule} says what it may send. */
    public static Refusal forbidden(String rule) {
        return new Refusal(Reason.FORBIDDEN, null, rule);
    }

    /** The same refusal for the batch whose event at {@code index}, counted from 0, is at fault. */
    public Refusal inBatch(int index) {
        return new Refusal(reason, attribute, "event " + index + ": " + getMessage(), route, index);
    }

    /** The same refusal, made by the route {@code name}, whose characters are printable ASCII. */
    public Refusal byRoute(String name) {
        return new Refusal(reason, attribute, "route " + name + ": " + getMessage(), name, index);
    }

    /** The reason. */
    public Reason reason() {
        return reason;
    }

    /** The attribute at fault; null if no single attribute is. */
    public @Nullable String attribute() {
        return attribute;
    }

    /** The route that refuses; null if it is not a route. */
    public @Nullable String route() {
        return route;
    }

    /** The index in its batch of the event at fault, counted from 0; {@link #NO_INDEX} if it is not of a batch. */
    public int index() {
        return index;
    }

    /** One line in printable ASCII: the attribute, if there is one, and the rule. */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? reason.name() : message;
    }

    private static String printable(String name) {
        StringBuilder shown = new StringBuilder(Math.min(name.length(), NAME_SHOWN));
        for (int i = 0; i < name.length(); i++) {
            if (i == NAME_SHOWN) {
                return shown.append("...").toString();
            }
            char c = name.charAt(i);
            shown.append(c > 0x20 && c < 0x7F && c != '"' && c != '\\' ? c : '?');
        }
        return shown.isEmpty() ? "(an empty name)" : shown.toString();
    }
}
