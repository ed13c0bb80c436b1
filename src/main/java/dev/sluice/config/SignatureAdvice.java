package dev.sluice.config;

import dev.sluice.config.Kinds.Words;
import dev.sluice.config.SignatureScheme.Part;
import java.util.Locale;

/**
 * Advice about a signature that covers the body of a CloudEvent, but not the attributes that stand in its headers.
 * Stateless.
 */
final class SignatureAdvice {

    private SignatureAdvice() {}

    /**
     * Adds advice for a sender of events in binary mode. A web hook has none: its recipes are made for what that
     * service signs.
     *
     * @param prefix what stands before the sender's keys
     */
    static void check(Sender sender, String prefix, ConfigErrors errors) {
        SignedRequest signature = sender.authentication().signature();
        if (signature != null
                && sender.kind().words() != Words.WEBHOOK
                && signature.scheme().signed().stream().noneMatch(SignatureAdvice::isAttribute)) {
            errors.advise(prefix + "authenticate.signature.signed covers no ce- header, so whoever sees a signed body"
                    + " can send it again with other attributes: add {header:ce-id}, {header:ce-source} and"
                    + " {header:ce-type} if the sender signs them, or say in allow which events it may send");
        }
    }

    private static boolean isAttribute(Part part) {
        return part instanceof Part.Header header
                && header.name().toLowerCase(Locale.ROOT).startsWith("ce-");
    }
}
