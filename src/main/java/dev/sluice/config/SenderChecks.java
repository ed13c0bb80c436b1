package dev.sluice.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reports what is wrong with a sender as a whole, or with all of them together, though each key by itself is right.
 *
 * <p>Used by the thread of the startup.
 */
final class SenderChecks {

    private SenderChecks() {}

    /** Checks who may send, and the proofs of it. */
    static void check(Sender sender, Inherited<SenderKeys> keys, ConfigErrors errors) {
        checkSecrets(sender, keys, errors);
        SignatureAdvice.check(sender, keys.prefix(), errors);
        if (!sender.isProven() && sender.grants().stream().anyMatch(grant -> grant.caller() != null)) {
            errors.add((keys.section().allow().isEmpty() ? MappingReader.ROOT : keys.prefix())
                    + "allow names callers, but nothing proves who the sender " + sender.name()
                    + " is: set authenticate, or leave the callers out");
        }
        OidcTokens tokens = sender.authentication().oidc();
        if (tokens != null
                && tokens.isForAnybody()
                && (sender.grants().isEmpty() || sender.grants().stream().anyMatch(SenderChecks::isForAnybody))) {
            errors.add(keys.prefix() + "authenticate.oidc takes tokens that the issuer gives to anybody: name the"
                    + " callers in allow, in each of its entries, or what tells them apart in claims");
        }
    }

    /** Reports secrets that nothing looks at: the operator takes them for a proof, but anybody could send. */
    private static void checkSecrets(Sender sender, Inherited<SenderKeys> keys, ConfigErrors errors) {
        if (keys.section().secrets().isPresent() && !usesSecrets(sender)) {
            errors.add(keys.prefix() + "secrets has no effect with kind: "
                    + sender.kind().name() + ", which has no usual proof: write them below authenticate");
        }
    }

    private static boolean usesSecrets(Sender sender) {
        Preset preset = Preset.of(sender.kind().name());
        return preset != null && preset.usesSecretsOfSender();
    }

    private static boolean isForAnybody(Sender.Grant grant) {
        return grant.caller() == null || grant.caller().text().equals("*");
    }

    /** Checks the {@code senders} that a configuration names, and what stands beside them in {@code all}. */
    static void checkAll(List<Sender> senders, SluiceKeys all, ConfigErrors errors) {
        all.path()
                .ifPresent(path -> errors.refuse(
                        "sluice.path",
                        path,
                        "has no effect beside sluice.senders, of which each has a path: leave it out"));
        WebhookReader.refuseBesideSenders(all, errors);
        Map<String, String> byPath = new HashMap<>();
        for (Sender sender : senders) {
            String other = byPath.putIfAbsent(sender.path(), sender.name());
            SenderKeys keys = all.senders().get(sender.name());
            // one whose path is missing is told that
            if (other != null && keys != null && keys.path().isPresent()) {
                errors.refuse(
                        SenderReader.PREFIX + sender.name() + ".path",
                        sender.path(),
                        "is the path of the sender " + other + " too: give each sender a path of its own");
            }
        }
        if (all.secrets().isPresent() && senders.stream().noneMatch(SenderChecks::usesSecrets)) {
            errors.add(MappingReader.ROOT + "secrets has no effect, because no sender has a kind with a usual proof:"
                    + " write them below authenticate");
        }
    }
}
