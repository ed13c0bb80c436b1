package dev.sluice.ingress.connection;

/**
 * Why a request is refused while it is read; the cause of a decoder's failed result. Has no stack trace, because
 * strangers choose how many there are. Immutable.
 */
final class BreachException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final Breach breach;

    /** A refusal; {@code detail} is one line of Sluice's own text, with nothing from the request. */
    BreachException(Breach breach, String detail) {
        super(detail);
        this.breach = breach;
    }

    Breach breach() {
        return breach;
    }

    /** As {@link #getMessage()}, never null. */
    String detail() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
