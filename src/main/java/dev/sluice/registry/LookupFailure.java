package dev.sluice.registry;

import dev.sluice.runtime.Shown;

/** Why a schema is not known. The message is one line in printable ASCII for the operator, without any secret. */
final class LookupFailure extends Exception {

    private static final long serialVersionUID = 1;

    /** The kinds, which are also labels of the metric. */
    enum Kind {
        /** The registry does not have the subject, or the version. */
        ABSENT("the registry does not have it", true),
        /** The registry does not take Sluice's login. */
        FORBIDDEN("the registry does not let Sluice read it", false),
        /** The registry does not take the schema that it should register. */
        REJECTED("the registry does not take it", true),
        /** The registry cannot be reached, or does not answer as a registry does. */
        UNAVAILABLE("the registry does not answer as it should", false),
        /** The registry has it, but it cannot be used. */
        UNUSABLE("it cannot be used", true);

        private final String forSenders;
        private final boolean isFinal;

        Kind(String forSenders, boolean isFinal) {
            this.forSenders = forSenders;
            this.isFinal = isFinal;
        }

        /** What a sender is told, who need not know where the registry is. */
        String forSenders() {
            return forSenders;
        }

        /** Whether asking another server of the registry would give the same. */
        boolean isFinal() {
            return isFinal;
        }
    }

    private final Kind kind;

    /** A failure of {@code kind}; of {@code reason}, the first 300 characters are shown. */
    LookupFailure(Kind kind, String reason) {
        super(Shown.text(reason), null, false, false);
        this.kind = kind;
    }

    /** What it means. */
    Kind kind() {
        return kind;
    }

    /** The same with {@code before} and a colon in front of its reason. */
    LookupFailure behind(String before) {
        return new LookupFailure(kind, before + ": " + getMessage());
    }
}
