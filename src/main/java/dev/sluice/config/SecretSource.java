package dev.sluice.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A secret as it is configured: a text, or a file of one or more, one a line.
 *
 * <p>Immutable; shows nothing of the secrets.
 */
public final class SecretSource {

    /** How many characters a secret has at least. */
    static final int SHORTEST = 16;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final @Nullable Path file;
    private final List<String> atStartup;

    private SecretSource(@Nullable Path file, List<String> atStartup) {
        this.file = file;
        this.atStartup = atStartup;
    }

    /**
     * Reads a configured value; a file, too.
     *
     * @param written the secret, or {@code file:} and a path
     * @throws IOException if it holds no secret that can be used; the message goes on after the name of its key
     */
    public static SecretSource of(String written) throws IOException {
        Path file = SecretFile.named(written);
        if (file != null) {
            return new SecretSource(file, read(file));
        }
        List<String> one = secrets(written, "");
        if (one.size() > 1) {
            throw new IOException("has a line break in it: write each secret as an entry of its own");
        }
        return new SecretSource(null, one);
    }

    /** Where the secret is; null if it is in the configuration itself. */
    public @Nullable Path file() {
        return file;
    }

    /** The secrets, at least one, as they were at startup. */
    public List<String> atStartup() {
        return atStartup;
    }

    /**
     * Reads the secrets of a file. Blocks.
     *
     * @return its lines, without their ends and without empty ones; at least one
     * @throws IOException if the file cannot be read, or a line cannot be a secret; the message goes on after the name
     *     of a key, and has nothing of the content
     */
    public static List<String> read(Path file) throws IOException {
        return secrets(SecretFile.text(file), SecretFile.place(file));
    }

    private static List<String> secrets(String text, String where) throws IOException {
        List<String> secrets =
                text.lines().filter(line -> !line.isEmpty()).distinct().toList();
        if (secrets.isEmpty()) {
            throw new IOException(where + "is empty: write a secret of at least " + SHORTEST + " characters");
        }
        for (String secret : secrets) {
            if (secret.length() < SHORTEST) {
                throw new IOException(where + (where.isEmpty() ? "is" : "has a secret") + " shorter than " + SHORTEST
                        + " characters, so it could be guessed: use a longer one");
            }
            if (secret.charAt(0) == BYTE_ORDER_MARK) {
                throw new IOException(where + "begins with a byte order mark: save it without");
            }
        }
        return secrets;
    }

    /** Where the secret is, and nothing of it. */
    @Override
    public String toString() {
        return file == null ? "a secret" : SecretFile.SCHEME + file;
    }
}
