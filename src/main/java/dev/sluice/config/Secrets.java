package dev.sluice.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells whether a key, by its name, or a value, by its look, may be a secret, so that no line shows it. When in doubt
 * it hides the value, because a misspelt key holds the same value as the right one. Stateless.
 */
public final class Secrets {

    /** Words in the names of secrets, also misspelt. What a token of an issuer must say is none. */
    private static final Pattern WORD = Pattern.compile(
            "s[ec]{1,2}r[et]{1,3}|passw|passp|pass$|pwd|token|tokn|cred|jaas|private|auth(?!enticate\\.oidc\\.)|keystore\\.key"
                    + "|api\\.?key|access\\.?key");

    /** Kinds of redaction, and places. */
    private static final Pattern NO_SECRET = Pattern.compile("^(drop|mask|hash)$|^\\[/");

    /** What says how a sender proves who it is, and is no proof. */
    private static final Pattern PUBLIC = Pattern.compile("\\.authenticate\\.(?:api\\.key\\.(?:header|query)"
            + "|signature\\.(?:header|separator|prefix|encoding|algorithm|signed|timestamp|timestamp\\.format|tolerance|body"
            + "|secret\\.encoding)|mtls\\.(?:subjects|names))$");

    private static final Pattern SEPARATORS = Pattern.compile("[^a-z0-9]+");

    /** A private key, or a login as in JAAS or in an address, under any key. */
    private static final Pattern LOOKS_SECRET = Pattern.compile(
            "-----BEGIN|(password|passwd|passphrase|secret|token)\\s*=|://[^/@\\s]+@", Pattern.CASE_INSENSITIVE);

    /** An option of a login: {@code password="..."}. */
    private static final Pattern OPTION = Pattern.compile("([\\w.]+)\\s*=\\s*(\"[^\"]*\"|[^\\s;\"]*)");

    private static final Pattern PIECE_END = Pattern.compile("[\\s\"';,{}()]+");
    private static final int SHORTEST_PIECE = 3;

    /** Parts that every login has. */
    private static final Pattern NO_PIECE = Pattern.compile("[\\w.$]+LoginModule|required");

    private Secrets() {}

    /** Whether the value of {@code key} must be hidden. Any spelling of the key will do, also that of a variable. */
    public static boolean mayBeIn(String key) {
        String name = SEPARATORS.matcher(key.toLowerCase(Locale.ROOT)).replaceAll(".");
        // a redaction is one of three words, so anything else may be a misspelt redact-secret
        return isBelowRedact(name)
                || (WORD.matcher(name).find() && !PUBLIC.matcher(name).find());
    }

    /** Whether {@code value} of {@code key} must be hidden. The name of a kind of redaction is not a secret. */
    static boolean hides(String key, String value) {
        return (mayBeIn(key) && !NO_SECRET.matcher(value).find()) || looksLike(value);
    }

    /** Whether a value looks like a secret, under any key. */
    public static boolean looksLike(String value) {
        return LOOKS_SECRET.matcher(value).find();
    }

    /**
     * Removes a secret from a text that may quote parts of it, such as a library's message. Of a login, the secret
     * options are removed, and everything that is not an option.
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

    /** Removes {@code piece}, unless it is so short that it would be found in any text and reveals nothing. */
    private static String without(String piece, String text) {
        return piece.length() < SHORTEST_PIECE
                ? text
                : text.replaceAll("(?<!\\w)" + Pattern.quote(piece) + "(?!\\w)", "***");
    }

    private static boolean isBelowRedact(String name) {
        return name.startsWith("sluice.redac") || name.contains(".redact.") || name.endsWith(".redact");
    }
}
