package dev.sluice.ingress.connection;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads one body in the chunked transfer coding (RFC 9112, 7.1), strictly.
 *
 * <p>Netty's own reader lets a size wrap around at 32 bits and accepts anything after a blank, so another reader could
 * find the end of the body elsewhere. Content is sliced, not copied; extensions and trailers are checked and dropped.
 * Made for one body, used on its event loop only.
 */
final class ChunkedBody {

    /** A chunk's size and its extensions. */
    private static final int MAX_LINE_BYTES = 4096;

    /** How much is handed on at once, as for a body with a length. */
    private static final int MAX_CONTENT_BYTES = 8192;

    /** Larger than any allowed body; readers that count in 32 bits agree up to here. */
    private static final long MAX_SIZE = Integer.MAX_VALUE;

    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private enum State {
        SIZE,
        CONTENT,
        END_OF_CONTENT,
        TRAILERS
    }

    private final int maxTrailerBytes;
    private State state = State.SIZE;
    private long left;
    private int trailerBytes;

    /** A body of which nothing is read yet. */
    ChunkedBody(int maxTrailerBytes) {
        this.maxTrailerBytes = maxTrailerBytes;
    }

    /**
     * Reads the next piece of the body.
     *
     * @return the piece; {@link LastHttpContent#EMPTY_LAST_CONTENT} at the end; null if more bytes are needed
     * @throws BreachException if the framing is malformed
     */
    @Nullable
    HttpContent next(ByteBuf in) {
        while (true) {
            switch (state) {
                case SIZE -> {
                    String line = line(in, MAX_LINE_BYTES);
                    if (line == null) {
                        return null;
                    }
                    left = size(line);
                    state = left == 0 ? State.TRAILERS : State.CONTENT;
                }
                case CONTENT -> {
                    int size = (int) Math.min(Math.min(left, in.readableBytes()), MAX_CONTENT_BYTES);
                    if (size == 0) {
                        return null;
                    }
                    left -= size;
                    state = left == 0 ? State.END_OF_CONTENT : State.CONTENT;
                    return new DefaultHttpContent(in.readRetainedSlice(size));
                }
                case END_OF_CONTENT -> {
                    if (in.readableBytes() > 0 && in.getByte(in.readerIndex()) != CR) {
                        throw RequestRules.malformed("a chunk is longer than its size says");
                    }
                    if (in.readableBytes() < 2) {
                        return null;
                    }
                    if (in.getByte(in.readerIndex() + 1) != LF) {
                        throw RequestRules.malformed("a chunk does not end with a line break");
                    }
                    in.skipBytes(2);
                    state = State.SIZE;
                }
                case TRAILERS -> {
                    String line = line(in, maxTrailerBytes - trailerBytes);
                    if (line == null) {
                        return null;
                    }
                    if (line.isEmpty()) {
                        return LastHttpContent.EMPTY_LAST_CONTENT;
                    }
                    trailerBytes += line.length() + 2;
                    checkTrailer(line);
                }
            }
        }
    }

    /** The bytes up to the next line break, which is read too; null if there is none yet. */
    private static @Nullable String line(ByteBuf in, int maxBytes) {
        int length = in.bytesBefore(LF);
        if (length > maxBytes || length < 0 && in.readableBytes() > maxBytes) {
            throw RequestRules.malformed("a line of the chunked body is too long");
        }
        if (length < 0) {
            return null;
        }
        if (length == 0 || in.getByte(in.readerIndex() + length - 1) != CR) {
            throw RequestRules.malformed("a line of the chunked body does not end with CR and LF");
        }
        String line = in.toString(in.readerIndex(), length - 1, StandardCharsets.ISO_8859_1);
        in.skipBytes(length + 1);
        return line;
    }

    private static long size(String line) {
        long size = 0;
        int at = 0;
        for (; at < line.length(); at++) {
            char c = line.charAt(at);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                break;
            }
            size = size * 16 + digit;
            if (size > MAX_SIZE) {
                throw RequestRules.malformed("the size of a chunk is too large");
            }
        }
        if (at == 0) {
            throw RequestRules.malformed("the size of a chunk is not a hexadecimal number");
        }
        checkExtensions(line, at);
        return size;
    }

    /** {@code *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] )}, RFC 9112, 7.1.1. */
    private static void checkExtensions(String line, int from) {
        int at = from;
        while (at < line.length()) {
            at = skipBlanks(line, at);
            at = skipBlanks(line, expect(line, at, ';'));
            at = skipToken(line, at);
            int behindBlanks = skipBlanks(line, at);
            if (behindBlanks < line.length() && line.charAt(behindBlanks) == '=') {
                at = skipBlanks(line, behindBlanks + 1);
                at = at < line.length() && line.charAt(at) == '"' ? skipQuoted(line, at + 1) : skipToken(line, at);
            }
        }
    }

    private static int skipBlanks(String line, int from) {
        int at = from;
        while (at < line.length() && RequestRules.isBlank(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int expect(String line, int at, char wanted) {
        if (at >= line.length() || line.charAt(at) != wanted) {
            throw brokenExtension();
        }
        return at + 1;
    }

    private static int skipToken(String line, int from) {
        int at = from;
        while (at < line.length() && RequestRules.isTokenCharacter(line.charAt(at))) {
            at++;
        }
        if (at == from) {
            throw brokenExtension();
        }
        return at;
    }

    /** Skips the rest of a quoted string with its closing quote; gives the index after it. */
    private static int skipQuoted(String line, int from) {
        for (int at = from; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c == '"') {
                return at + 1;
            }
            if (c == '\\') {
                at++;
            }
            if (at >= line.length() || RequestRules.isControl(line.charAt(at))) {
                throw brokenExtension();
            }
        }
        throw brokenExtension();
    }

    private static BreachException brokenExtension() {
        return RequestRules.malformed("the extension of a chunk is malformed");
    }

    private static void checkTrailer(String line) {
        int colon = line.indexOf(':');
        boolean isField = colon > 0 && RequestRules.isToken(line.substring(0, colon));
        for (int at = colon + 1; isField && at < line.length(); at++) {
            isField = !RequestRules.isControl(line.charAt(at));
        }
        if (!isField) {
            throw RequestRules.malformed("a trailer of the chunked body is not a field");
        }
    }
}
