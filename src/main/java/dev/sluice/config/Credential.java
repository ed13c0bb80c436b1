package dev.sluice.config;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A secret that Sluice shows to another service, as it is configured: a text, or a file with one. Whoever gave it has
 * chosen its length.
 *
 * <p>Immutable; shows nothing of the secret.
 */
public final class Credential {

    private final String text;
    private final @Nullable Path file;

    private Credential(String text, @Nullable Path file) {
        this.text = text;
        this.file = file;
    }

    /**
     * Reads a configured value; a file, too, to find out early whether it can be read.
     *
     * @param written the secret, or {@code file:} and a path
     * @throws IOException if there is no secret; the message goes on after the name of its key, and has nothing of the
     *     secret
     */
    public static Credential of(String written) throws IOException {
        Path file = SecretFile.named(written);
        return file == null ? new Credential(checked(written, ""), null) : new Credential(read(file), file);
    }

    /**
     * The secret as it is now. Blocks if it is in a file.
     *
     * @throws IOException if the file cannot be read or has no secret; the message has nothing of its content
     */
    public String read() throws IOException {
        return file == null ? text : read(file);
    }

    private static String read(Path file) throws IOException {
        return checked(SecretFile.text(file).strip(), SecretFile.place(file));
    }

    private static String checked(String secret, String where) throws IOException {
        if (secret.isEmpty()) {
            throw new IOException(where + "is empty");
        }
        if (secret.chars().anyMatch(Character::isISOControl)) {
            throw new IOException(where + "has more than one line, or a control character");
        }
        return secret;
    }

    /** Where the secret is, and nothing of it. */
    @Override
    public String toString() {
        return file == null ? "a secret" : SecretFile.SCHEME + file;
    }
}
