package dev.sluice.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Tells by its name whether a key may hold a secret, so that no line shows its value. Errs on the side of hiding: a
 * misspelt name holds what the right one would. Stateless.
 */
public final class Secrets {

    /** Words that names of secrets have in them, as typing errors leave them. */
    private static final Pattern WORD = Pattern.compile(
            "s[ec]{1,2}r[et]{1,3}|passw|passp|pass$|pwd|token|tokn|cred|jaas|private|auth|keystore\\.key|api\\.?key|access\\.?key");

    /** What is redacted how, and places. */
    private static final Pattern NO_SECRET = Pattern.compile("^(drop|mask|hash)$|^\\[/");

    private static final Pattern SEPARATORS = Pattern.compile("[^a-z0-9]+");

    private Secrets() {}

    /** Whether the value of {@code key} is not to be shown; in whichever spelling, that of a variable too. */
    public static boolean mayBeIn(String key) {
        String name = SEPARATORS.matcher(key.toLowerCase(Locale.ROOT)).replaceAll(".");
        // what is redacted how is one of three words, so anything else may be redact-secret gone wrong
        return isBelowRedact(name) || WORD.matcher(name).find();
    }

    /** Whether {@code value} of {@code key} is not to be shown: one of the words for what is redacted how is no secret. */
    static boolean hides(String key, String value) {
        return mayBeIn(key) && !NO_SECRET.matcher(value).find();
    }

    private static boolean isBelowRedact(String name) {
        return name.startsWith("sluice.redac") || name.contains(".redact.") || name.endsWith(".redact");
    }
}
