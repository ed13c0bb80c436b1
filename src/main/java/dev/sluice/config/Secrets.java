package dev.sluice.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells by its name whether a key may hold a secret, or by itself whether a value may be one, so that no line shows it.
 * Errs on the side of hiding: a misspelt name holds what the right one would. Stateless.
 */
public final class Secrets {

    /** Words that names of secrets have in them, as typing errors leave them. */
    private static final Pattern WORD = Pattern.compile(
            "s[ec]{1,2}r[et]{1,3}|passw|passp|pass$|pwd|token|tokn|cred|jaas|private|auth|keystore\\.key|api\\.?key|access\\.?key");

    /** What is redacted how, and places. */
    private static final Pattern NO_SECRET = Pattern.compile("^(drop|mask|hash)$|^\\[/");

    private static final Pattern SEPARATORS = Pattern.compile("[^a-z0-9]+");

    /** A private key, or a login as JAAS or an address has it, under whichever key. */
    private static final Pattern LOOKS_SECRET = Pattern.compile(
            "-----BEGIN|(password|passwd|passphrase|secret|token)\\s*=|://[^/@\\s]+@", Pattern.CASE_INSENSITIVE);

    /** An option of a login: {@code password="..."}. */
    private static final Pattern OPTION = Pattern.compile("([\\w.]+)\\s*=\\s*(\"[^\"]*\"|[^\\s;\"]*)");

    private static final Pattern PIECE_END = Pattern.compile("[\\s\"';,{}()]+");
    private static final int SHORTEST_PIECE = 3;

    /** What every login has. */
    private static final Pattern NO_PIECE = Pattern.compile("[\\w.$]+LoginModule|required");

    private Secrets() {}

    /** Whether the value of {@code key} is not to be shown; in whichever spelling, that of a variable too. */
    public static boolean mayBeIn(String key) {
        String name = SEPARATORS.matcher(key.toLowerCase(Locale.ROOT)).replaceAll(".");
        // what is redacted how is one of three words, so anything else may be redact-secret gone wrong
        return isBelowRedact(name) || WORD.matcher(name).find();
    }

    /**
     * Whether {@code value} of {@code key} is not to be shown: one of the words for what is redacted how is no secret.
     */
    static boolean hides(String key, String value) {
        return (mayBeIn(key) && !NO_SECRET.matcher(value).find()) || looksLike(value);
    }

    /** Whether a value looks like a secret, whatever its key. */
    public static boolean looksLike(String value) {
        return LOOKS_SECRET.matcher(value).find();
    }

    /**
     * A text of somebody else's without a secret that it may repeat a part of: of a login, the options that are secret,
     * and what is in it beside options.
     */
    public static String removedFrom(String text, String secret) {
        String shown = without(secret.trim(), text);
        for (Matcher option = OPTION.matcher(secret); option.find(); ) {
            if (mayBeIn(option.group(1))) {
                shown = without(option.group(2).replace("\"", ""), shown);
            }
        }
        for (String piece : PIECE_END.split(OPTION.matcher(secret).replaceAll(" "), 0)) {
            shown = NO_PIECE.matcher(piece).matches() ? shown : without(piece, shown);
        }
        return shown;
    }

    /** A shorter piece would be found in any text, and tells nothing. */
    private static String without(String piece, String text) {
        return piece.length() < SHORTEST_PIECE
                ? text
                : text.replaceAll("(?<!\\w)" + Pattern.quote(piece) + "(?!\\w)", "***");
    }

    private static boolean isBelowRedact(String name) {
        return name.startsWith("sluice.redac") || name.contains(".redact.") || name.endsWith(".redact");
    }
}
