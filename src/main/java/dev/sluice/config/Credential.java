package dev.sluice.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A secret that Sluice shows to another service, as it is configured: a text, or a file with one. Whoever gave it has
 * chosen its length.
 *
 * <p>Immutable; shows nothing of the secret.
 */
public final class Credential {

    private static final String SCHEME = "file:";
    private static final int LARGEST_FILE = 64 * 1024;

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
        if (!written.startsWith(SCHEME)) {
            return new Credential(checked(written, ""), null);
        }
        String path = written.substring(SCHEME.length()).strip();
        try {
            Path file = Path.of(path);
            return new Credential(read(file), file);
        } catch (InvalidPathException e) {
            throw new IOException("names the file " + path + ", which is no path", e);
        }
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
        String there = "names the file " + file + ", which ";
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LARGEST_FILE + 1);
        } catch (IOException e) {
            throw new IOException(there + "cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
        if (bytes.length > LARGEST_FILE) {
            throw new IOException(there + "is larger than " + LARGEST_FILE + " bytes");
        }
        try {
            return checked(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString()
                            .strip(),
                    there);
        } catch (CharacterCodingException e) {
            throw new IOException(there + "is not UTF-8", e);
        }
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
        return file == null ? "a secret" : SCHEME + file;
    }
}
