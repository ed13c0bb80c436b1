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
 * A file with secrets, which a configured value names by {@code file:} and a path. Stateless.
 *
 * <p>The messages of its exceptions go on after the name of a key, and have nothing of the content.
 */
final class SecretFile {

    /** What a value starts with that names a file. */
    static final String SCHEME = "file:";

    private static final int LARGEST = 64 * 1024;

    private SecretFile() {}

    /**
     * The file that {@code written} names; null if it is a secret itself.
     *
     * @throws IOException if the path is none
     */
    static @Nullable Path named(String written) throws IOException {
        if (!written.startsWith(SCHEME)) {
            return null;
        }
        String path = written.substring(SCHEME.length()).strip();
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new IOException("names the file " + path + ", which is no path", e);
        }
    }

    /** How a message on {@code file} begins. */
    static String place(Path file) {
        return "names the file " + file + ", which ";
    }

    /**
     * The content of the file. Blocks.
     *
     * @throws IOException if it cannot be read, is too large, or is not UTF-8
     */
    static String text(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LARGEST + 1);
        } catch (IOException e) {
            throw new IOException(
                    place(file) + "cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
        if (bytes.length > LARGEST) {
            throw new IOException(place(file) + "is larger than " + LARGEST + " bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException(place(file) + "is not UTF-8", e);
        }
    }
}
