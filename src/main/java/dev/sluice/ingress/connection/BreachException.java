package dev.sluice.ingress.connection;

/**
 * Why a request is refused while it is read: travels as the cause of a decoder's result. Has no stack trace, as a
 * stranger chooses how many there are. Immutable.
 */
final class BreachException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final Breach breach;

    /** A refusal; {@code detail} is one line of ours, without anything of the request. */
    BreachException(Breach breach, String detail) {
        super(detail);
        this.breach = breach;
    }

    Breach breach() {
        return breach;
    }

    /** {@link #getMessage()}, which is always there. */
    String detail() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
