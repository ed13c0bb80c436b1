package dev.sluice.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.kafka.ContentMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One rule as an example: a request, and the record or the refusal that it must give with the default configuration.
 *
 * <p>Each is a file {@code vectors/<area>/<item>-<slug>.txt} of printable ASCII, of two parts. {@code \xNN} stands for
 * a byte wherever bytes can be: in header values, bodies, keys and values; any other backslash stands for itself.
 *
 * <pre>
 * The rule, as a sentence in the present tense.
 * section: the specification and its section
 * content-mode: structured              (only where it is not binary)
 * --- request
 * base: binary                          (the four required ce- headers; base: structured is the content type)
 * without: ce-id                        (takes one of them away; a header of the same name replaces it)
 * body: hex                             (or base64; how the body below is written)
 * ce-subject: caf%C3%A9
 *
 * the body, up to the next part; its last line break does not count
 * --- record
 * key: order-42                         (or: key: (null))
 * ce_subject: caf\xC3\xA9               (a header; (absent) where there must be none)
 * headers: (no others)                  (only the headers listed are there)
 * value: (body)                         (the request's body; or (null), (empty), text; value-hex: 00 FF)
 * </pre>
 *
 * <p>A refusal has {@code --- refused} as its second part, with {@code reason:} and, where one is at fault,
 * {@code attribute:}. What a record part does not mention is not checked, except that no header is repeated. Immutable.
 */
public final class Vector {

    private static final Path DIRECTORY = Path.of("src", "test", "resources", "vectors");

    private final String name;
    private final String rule;
    private final ContentMode contentMode;
    private final List<Map.Entry<String, String>> headers;
    private final Bytes body;
    private final Expectation expectation;

    Vector(
            String name,
            String rule,
            ContentMode contentMode,
            List<Map.Entry<String, String>> headers,
            Bytes body,
            Expectation expectation) {
        this.name = name;
        this.rule = rule;
        this.contentMode = contentMode;
        this.headers = headers;
        this.body = body;
        this.expectation = expectation;
    }

    /** What a request must lead to. */
    public sealed interface Expectation permits Stored, Refused {}

    /**
     * Exactly one record.
     *
     * @param key null where any will do
     * @param headers the headers that are checked, by name
     * @param onlyThese whether no other header may be there
     * @param value null where any will do
     */
    public record Stored(
            @Nullable Wanted key,
            Map<String, Wanted> headers,
            boolean onlyThese,
            @Nullable Wanted value) implements Expectation {}

    /** No record, and this refusal; {@code attribute} is null where the message as a whole is at fault. */
    public record Refused(Refusal.Reason reason, @Nullable String attribute) implements Expectation {}

    /** Exactly these bytes, or nothing: a header that is absent, a key or a value that is null. */
    public record Wanted(@Nullable Bytes bytes) {}

    /** Every vector, in the order of their names. */
    public static Stream<Vector> all() {
        try (Stream<Path> files = Files.walk(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(".txt")).sorted().map(Vector::read).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Vector read(Path file) {
        String path = DIRECTORY.relativize(file).toString().replace('\\', '/');
        String name = path.substring(0, path.length() - ".txt".length());
        try {
            return VectorFile.parse(name, Files.readString(file, StandardCharsets.US_ASCII));
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException("the vector " + name + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Area, item and what the example shows: {@code http/034-decodes-percent-encoding}. */
    public String name() {
        return name;
    }

    /** The number of the requirement in {@code vectors/REQUIREMENTS.md}. */
    public int item() {
        int start = name.indexOf('/') + 1;
        return Integer.parseInt(name, start, start + 3, 10);
    }

    /** The rule that the example shows, as a sentence. */
    public String rule() {
        return rule;
    }

    /** The layout that must be configured for the record to be as expected. */
    public ContentMode contentMode() {
        return contentMode;
    }

    /** The request's headers as they are on the wire, one character for each byte; a name may be there twice. */
    public List<Map.Entry<String, String>> headers() {
        return headers;
    }

    /** The request's body; empty for none. Not to be written to. */
    public byte[] body() {
        return body.toArray();
    }

    /** What the request must lead to. */
    public Expectation expectation() {
        return expectation;
    }

    /** Asserts that a record with this content is what the request must give. */
    public void check(byte @Nullable [] key, List<Map.Entry<String, byte[]>> headers, byte @Nullable [] value) {
        if (!(expectation instanceof Stored stored)) {
            fail("%s gives a record and must be refused: %s", this, expectation);
            return;
        }
        Map<String, Bytes> actual = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> header : headers) {
            assertThat(actual.put(header.getKey(), Bytes.of(header.getValue())))
                    .as("%s: an earlier header %s", this, header.getKey())
                    .isNull();
        }
        stored.headers().forEach((header, wanted) -> check(header, actual.get(header), wanted));
        if (stored.onlyThese()) {
            assertThat(actual.keySet())
                    .as("%s: the names of the headers", this)
                    .isSubsetOf(stored.headers().keySet());
        }
        if (stored.key() != null) {
            check("key", key == null ? null : Bytes.of(key), stored.key());
        }
        if (stored.value() != null) {
            check("value", value == null ? null : Bytes.of(value), stored.value());
        }
    }

    private void check(String part, @Nullable Bytes actual, Wanted wanted) {
        assertThat(shown(actual)).as("%s: %s", this, part).isEqualTo(shown(wanted.bytes()));
    }

    /** Readable in a failure, and as distinct as the bytes are. */
    private static String shown(@Nullable Bytes bytes) {
        if (bytes == null) {
            return "(nothing)";
        }
        StringBuilder text = new StringBuilder(bytes.length() + 2).append('\'');
        for (int i = 0; i < bytes.length(); i++) {
            int b = bytes.at(i) & 0xFF;
            text.append(b >= 0x20 && b < 0x7F ? String.valueOf((char) b) : String.format("\\x%02X", b));
        }
        return text.append('\'').toString();
    }

    /** Asserts that a refusal for this reason, naming this attribute, is what the request must give. */
    public void checkRefusal(String reason, @Nullable String attribute) {
        if (!(expectation instanceof Refused refused)) {
            fail("%s is refused (%s, %s) and must be stored", this, reason, attribute);
            return;
        }
        assertThat(reason).as("%s: reason", this).isEqualTo(refused.reason().name());
        assertThat(attribute).as("%s: attribute", this).isEqualTo(refused.attribute());
    }

    /** The name, as a test shows it. */
    @Override
    public String toString() {
        return name;
    }
}
