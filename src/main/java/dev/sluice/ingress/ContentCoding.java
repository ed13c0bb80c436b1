package dev.sluice.ingress;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.ingress.connection.AnswerHeader;
import io.vertx.core.http.HttpHeaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Undoes the content coding of a body (RFC 9110, 8.4.1).
 *
 * <p>Never produces more than the limit, however much a small body unpacks to. Refuses a body that is cut off or has
 * data after its end. Costs a copy, but only if there is a coding.
 */
enum ContentCoding {
    IDENTITY,
    GZIP,
    DEFLATE;

    /** The codings that are supported, for a sender that used another. */
    static final AnswerHeader ACCEPTED = new AnswerHeader(HttpHeaders.ACCEPT_ENCODING, "gzip, deflate");

    /** Why another coding is refused. */
    static final String NOT_READ = "the Content-Encoding is not supported; send one of: " + ACCEPTED.value();

    /** The checksum and length after the deflated part of a gzip member, which the inflater does not read. */
    private static final int GZIP_TRAILER_BYTES = 8;

    /**
     * The coding that the {@code Content-Encoding} headers name, in any case.
     *
     * @return {@link #IDENTITY} if there are none; null if there are several, or one that is not supported
     */
    static @Nullable ContentCoding of(List<String> contentEncodings) {
        if (contentEncodings.isEmpty()) {
            return IDENTITY;
        }
        String coding = contentEncodings.size() > 1
                ? "several"
                : contentEncodings.get(0).trim().toLowerCase(Locale.ROOT);
        return switch (coding) {
            case "", "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            default -> null;
        };
    }

    /**
     * The body without its coding.
     *
     * @throws Refusal {@code TOO_LARGE} if it exceeds {@code limit} bytes, {@code MALFORMED} if it is cut off, has data
     *     after its end, or is not in this coding
     */
    Bytes decode(Bytes body, int limit) {
        if (this == IDENTITY) {
            return body;
        }
        InputStream coded = new ByteArrayInputStream(body.array(), body.offset(), body.length());
        int size = Math.max(1, body.length());
        try (Plain plain = this == GZIP ? new Gunzip(coded, size) : new Inflate(coded, size)) {
            byte[] bytes = plain.stream().readNBytes(limit);
            if (bytes.length == limit && plain.stream().read() >= 0) {
                throw Refusal.tooLarge(limit);
            }
            if (!plain.isAtItsEnd()) {
                throw malformed();
            }
            return Bytes.of(bytes);
        } catch (IOException e) {
            throw malformed();
        }
    }

    private static Refusal malformed() {
        return Refusal.malformed("the body does not match its Content-Encoding, is cut off, or has data after its end");
    }

    /** A decoder that gets all of its input at once: what it does not read should not be there. */
    private sealed interface Plain extends AutoCloseable {

        InputStream stream();

        boolean isAtItsEnd();

        @Override
        void close() throws IOException;
    }

    private static final class Gunzip extends GZIPInputStream implements Plain {

        Gunzip(InputStream coded, int size) throws IOException {
            super(coded, size);
        }

        @Override
        public InputStream stream() {
            return this;
        }

        @Override
        public boolean isAtItsEnd() {
            return inf.finished() && inf.getRemaining() == GZIP_TRAILER_BYTES;
        }
    }

    private static final class Inflate extends InflaterInputStream implements Plain {

        Inflate(InputStream coded, int size) {
            super(coded, new Inflater(), size);
        }

        @Override
        public InputStream stream() {
            return this;
        }

        @Override
        public boolean isAtItsEnd() {
            return inf.finished() && inf.getRemaining() == 0;
        }

        @Override
        public void close() throws IOException {
            super.close();
            inf.end();
        }
    }
}
