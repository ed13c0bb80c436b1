package dev.sluice.core.event;

import org.jspecify.annotations.Nullable;

/**
 * Why a request is refused before Kafka is asked: a closed set of reasons, each message one line that names the
 * attribute and the rule and never holds a value of the event.
 *
 * <p>Thrown on the path of every bad request, so it carries no stack trace. All texts are made here or handed in as
 * constants.
 */
public final class Refusal extends RuntimeException {

    /** The kinds of refusal; the status of each is decided by the ingress. */
    public enum Reason {
        /** The request is no CloudEvent, or not one that can be read: headers, JSON, encoding. */
        MALFORMED,
        /** An attribute is missing or breaks a rule of the specification. */
        INVALID_ATTRIBUTE,
        /** The data contradicts its content type. */
        INVALID_DATA,
        /** An event format, or a content coding, that is not read here. */
        UNSUPPORTED_FORMAT,
        /** No route and no default topic takes the event. */
        UNROUTABLE,
        /** A key is required and no part of the recipe yields one. */
        KEYLESS,
        /** The body, the batch or an event in it is over its limit. */
        TOO_LARGE,
        /** The caller does not prove who it is. */
        UNAUTHENTICATED,
        /** The caller may not send this. */
        FORBIDDEN
    }

    /** What {@link #index()} is where there is no batch. */
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

    /** The request cannot be read as an event; {@code rule} says what is wrong, as one line. */
    public static Refusal malformed(String rule) {
        return new Refusal(Reason.MALFORMED, null, rule);
    }

    /** The attribute {@code name} breaks {@code rule}; a name with other than printable ASCII is shown in part. */
    public static Refusal attribute(String name, String rule) {
        String shown = printable(name);
        return new Refusal(Reason.INVALID_ATTRIBUTE, shown, shown + ": " + rule);
    }

    /** The data breaks {@code rule}. */
    public static Refusal data(String rule) {
        return new Refusal(Reason.INVALID_DATA, "data", "data: " + rule);
    }

    /** No topic, or no partition, is there for the event; {@code rule} says which route and why. */
    public static Refusal unroutable(String rule) {
        return new Refusal(Reason.UNROUTABLE, null, rule);
    }

    /** The event yields no key and needs one; {@code rule} says which route wants it and why. */
    public static Refusal keyless(String rule) {
        return new Refusal(Reason.KEYLESS, null, rule);
    }

    /** The format or coding is not read here; {@code rule} says which are. */
    public static Refusal unsupported(String rule) {
        return new Refusal(Reason.UNSUPPORTED_FORMAT, null, rule);
    }

    /** The body, as sent or once decompressed, is over {@code limit} bytes. */
    public static Refusal tooLarge(int limit) {
        return new Refusal(Reason.TOO_LARGE, null, "the body is over the limit of " + limit + " bytes");
    }

    /** The batch has more events than {@code limit}. */
    public static Refusal tooManyEvents(int limit) {
        return new Refusal(Reason.TOO_LARGE, null, "the batch is over the limit of " + limit + " events");
    }

    /** The event in a batch is over {@code limit} bytes. */
    public static Refusal eventTooLarge(int limit) {
        return new Refusal(Reason.TOO_LARGE, null, "the event is over the limit of " + limit + " bytes");
    }

    /** The caller does not prove who it is; {@code rule} says what is missing or wrong, and nothing of the proof. */
    public static Refusal unauthenticated(String rule) {
        return new Refusal(Reason.UNAUTHENTICATED, null, rule);
    }

    /** The caller may not send this; {@code rule} says what it may. */
    public static Refusal forbidden(String rule) {
        return new Refusal(Reason.FORBIDDEN, null, rule);
    }

    /** The same refusal, saying that it is the event at {@code index}, counted from 0, for which a batch is refused. */
    public Refusal inBatch(int index) {
        return new Refusal(reason, attribute, "event " + index + ": " + getMessage(), route, index);
    }

    /** The same refusal, saying that it is by the route {@code name}, whose characters are printable ASCII. */
    public Refusal byRoute(String name) {
        return new Refusal(reason, attribute, "route " + name + ": " + getMessage(), name, index);
    }

    /** What kind of refusal this is. */
    public Reason reason() {
        return reason;
    }

    /** The attribute at fault, or null where it is the message as a whole. */
    public @Nullable String attribute() {
        return attribute;
    }

    /** The route that refuses, or null where it is none. */
    public @Nullable String route() {
        return route;
    }

    /** Which event of a batch is at fault, counted from 0; {@link #NO_INDEX} where there is no batch. */
    public int index() {
        return index;
    }

    /** One line in printable ASCII: the attribute, where there is one, and the rule. */
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
