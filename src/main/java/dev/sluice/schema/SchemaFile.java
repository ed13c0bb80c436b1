package dev.sluice.schema;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A schema of any type in a file, relative to the working directory, or in a resource. Stateless. */
public final class SchemaFile {

    private static final String CLASS_PATH = "classpath:";

    private SchemaFile() {}

    /**
     * The text at {@code location}, which is UTF-8.
     *
     * @param location a file, or {@code classpath:} and the name of a resource
     * @throws IllegalArgumentException if there is no such text; the message is the rest of a line that starts with the
     *     location
     */
    public static String text(String location) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(read(location)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("is not text in UTF-8: write the schema in UTF-8", e);
        }
    }

    /** The same as bytes of any kind. */
    static byte[] read(String location) {
        try {
            return location.startsWith(CLASS_PATH)
                    ? resource(location.substring(CLASS_PATH.length()))
                    : Files.readAllBytes(Path.of(location));
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new IllegalArgumentException(
                    "does not exist: write the path of a schema, or classpath: and the name of a resource", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "cannot be read (" + e.getClass().getSimpleName() + "): write the path of a readable file", e);
        }
    }

    private static byte[] resource(String name) throws IOException {
        String absolute = name.startsWith("/") ? name.substring(1) : name;
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context == null ? SchemaFile.class.getClassLoader() : context;
        try (InputStream in = loader.getResourceAsStream(absolute)) {
            if (in == null) {
                throw new NoSuchFileException(absolute);
            }
            return in.readAllBytes();
        }
    }
}
