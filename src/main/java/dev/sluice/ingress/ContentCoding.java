package dev.sluice.ingress;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.InvalidEvent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Undoes the content coding of a body (RFC 9110, 8.4.1).
 *
 * <p>Never produces more than the limit, whatever a small body unpacks to. Costs a copy, only where there is a coding.
 */
enum ContentCoding {
    IDENTITY,
    GZIP,
    DEFLATE;

    /** What {@code Accept-Encoding} says where another coding is refused. */
    static final String ACCEPTED = "gzip, deflate";

    /**
     * The coding that a {@code Content-Encoding} header names, in any case; none is {@link #IDENTITY}.
     *
     * @throws InvalidEvent {@code UNSUPPORTED_FORMAT} for any other, or several
     */
    static ContentCoding of(@Nullable String contentEncoding) {
        if (contentEncoding == null) {
            return IDENTITY;
        }
        return switch (contentEncoding.trim().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            default ->
                throw InvalidEvent.unsupported("the Content-Encoding is not supported; those that are: " + ACCEPTED);
        };
    }

    /**
     * The body as it was before it was coded.
     *
     * @throws InvalidEvent {@code TOO_LARGE} where it is over {@code limit} bytes, {@code MALFORMED} where it is cut
     *     off or not of this coding
     */
    Bytes decode(Bytes body, int limit) {
        if (this == IDENTITY) {
            return body;
        }
        InputStream coded = new ByteArrayInputStream(body.array(), body.offset(), body.length());
        try (InputStream plain = this == GZIP ? new GZIPInputStream(coded) : new InflaterInputStream(coded)) {
            byte[] bytes = plain.readNBytes(limit);
            if (bytes.length == limit && plain.read() >= 0) {
                throw InvalidEvent.tooLarge(limit);
            }
            return Bytes.of(bytes);
        } catch (IOException e) {
            throw InvalidEvent.malformed("the body is not what its Content-Encoding says, or is cut off");
        }
    }
}
