package dev.sluice.ingress.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedBodyTest {

    private static final int MAX_TRAILER_BYTES = 64;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
                "3;a\r\nabc\r\n2 ; b = c;d=\"e \\\"f\\\\ ;\"\r\nde\r\n00;x\r\n\r\n",
                "0003\r\nabc\r\n2\r\nde\r\n0\r\nA: b\r\nC:\r\n\r\n",
                "5\r\nabcde\r\n0\r\nA: \u00e9\tb\r\n\r\n"
            })
    void isReadWhereverItIsCut(String body) {
        for (int cut = 1; cut <= body.length(); cut++) {
            StringBuilder content = new StringBuilder();
            ChunkedBody chunked = new ChunkedBody(MAX_TRAILER_BYTES);
            ByteBuf in = Unpooled.buffer();
            boolean isAtEnd = false;
            for (int from = 0; from < body.length(); from += cut) {
                in.writeBytes(body.substring(from, Math.min(body.length(), from + cut))
                        .getBytes(ISO_8859_1));
                for (HttpContent next = chunked.next(in); next != null && !isAtEnd; next = chunked.next(in)) {
                    content.append(next.content().toString(ISO_8859_1));
                    isAtEnd = next == LastHttpContent.EMPTY_LAST_CONTENT;
                    if (isAtEnd) {
                        break;
                    }
                }
            }
            assertThat(isAtEnd).as("cut after %d", cut).isTrue();
            assertThat(content).hasToString("abcde");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                " 1\r\nx",
                "1 \r\nx",
                "1\nx",
                "0x1\r\nx",
                "-1\r\nx",
                "+1\r\nx",
                "1g\r\nx",
                "100000001\r\nx",
                "80000000\r\nx",
                "fffffffffffffffff\r\nx",
                "1;\r\nx",
                "1;a=\r\nx",
                "1;a=\"\r\nx",
                "1;a=\"b\u0001\"\r\nx",
                "1;a=\"b\\\r\nx",
                "1;a\u0000\r\nx",
                "1;a b\r\nx",
                "1\r\nxy\r\n",
                "1\r\nx\n",
                "1\r\nx\ry",
                "0\r\nno colon\r\n",
                "0\r\n: no name\r\n",
                "0\r\na b: c\r\n",
                "0\r\na: b\u0000\r\n",
                "0\r\na: b\r\n c\r\n",
                "0\r\na: b\n"
            })
    void isRefusedWhereItsFramingIsBroken(String body) {
        ChunkedBody chunked = new ChunkedBody(MAX_TRAILER_BYTES);
        ByteBuf in = Unpooled.copiedBuffer(body, ISO_8859_1);
        assertThatThrownBy(() -> readAll(chunked, in)).isInstanceOf(BreachException.class);
    }

    @Test
    void isRefusedWithALineThatDoesNotEnd() {
        ChunkedBody chunked = new ChunkedBody(MAX_TRAILER_BYTES);
        ByteBuf size = Unpooled.copiedBuffer("1;" + "a".repeat(5000), ISO_8859_1);
        assertThatThrownBy(() -> readAll(chunked, size)).isInstanceOf(BreachException.class);
    }

    @Test
    void isRefusedWithTrailersThatAreTooLargeTogether() {
        ChunkedBody chunked = new ChunkedBody(MAX_TRAILER_BYTES);
        ByteBuf trailers = Unpooled.copiedBuffer("0\r\n" + "a: b\r\n".repeat(50) + "\r\n", ISO_8859_1);
        assertThatThrownBy(() -> readAll(chunked, trailers)).isInstanceOf(BreachException.class);
    }

    private static void readAll(ChunkedBody chunked, ByteBuf in) {
        HttpContent next = chunked.next(in);
        while (next != null && next != LastHttpContent.EMPTY_LAST_CONTENT) {
            next = chunked.next(in);
        }
    }
}
