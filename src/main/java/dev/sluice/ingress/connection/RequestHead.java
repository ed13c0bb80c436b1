package dev.sluice.ingress.connection;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;

/**
 * What the framing of one request depends on, noted while its fields are read, so that no field is looked up which is
 * not there. One for all requests of a connection, used on its event loop only.
 */
final class RequestHead {

    private static final int LENGTH_OF_HOST = 4;
    private static final int LENGTH_OF_UPGRADE = 7;
    private static final int LENGTH_OF_CONNECTION = 10;
    private static final int LENGTH_OF_CONTENT_LENGTH = 14;
    private static final int LENGTH_OF_TRANSFER_ENCODING = 17;

    /** HTTP/1.1 has to have one; nobody looks at it. */
    private static final String NO_HOST = "localhost";

    private int hosts;
    private boolean hasTransferEncoding;
    private boolean hasContentLength;
    private boolean hasConnection;
    private boolean hasUpgrade;

    /** Forgets the fields of the request before. */
    void begin() {
        hosts = 0;
        hasTransferEncoding = false;
        hasContentLength = false;
        hasConnection = false;
        hasUpgrade = false;
    }

    boolean hasTransferEncoding() {
        return hasTransferEncoding;
    }

    /**
     * A field has this name.
     *
     * @throws BreachException where that is none
     */
    void see(AsciiString name) {
        switch (name.length()) {
            case 0 -> throw RequestRules.malformed("a header field has no name");
            case LENGTH_OF_HOST -> hosts += is(name, HttpHeaderNames.HOST) ? 1 : 0;
            case LENGTH_OF_UPGRADE -> hasUpgrade |= is(name, HttpHeaderNames.UPGRADE);
            case LENGTH_OF_CONNECTION -> hasConnection |= is(name, HttpHeaderNames.CONNECTION);
            case LENGTH_OF_CONTENT_LENGTH -> hasContentLength |= is(name, HttpHeaderNames.CONTENT_LENGTH);
            case LENGTH_OF_TRANSFER_ENCODING -> hasTransferEncoding |= is(name, HttpHeaderNames.TRANSFER_ENCODING);
            default -> {
                // no field that the framing depends on
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // the decoder hands out Netty's own constants for the common names
    private static boolean is(AsciiString name, AsciiString wanted) {
        return name == wanted || name.contentEqualsIgnoreCase(wanted);
    }

    /**
     * Checks the request that the fields are of, and writes down what all readers of it should see.
     *
     * @throws BreachException where two readers could take it for different requests
     */
    void check(HttpRequest request) {
        HttpHeaders fields = request.headers();
        boolean isHttp10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        checkHost(fields, isHttp10);
        if (hasTransferEncoding) {
            RequestRules.checkTransferEncoding(
                    fields.getAll(HttpHeaderNames.TRANSFER_ENCODING), hasContentLength, isHttp10);
        }
        if (hasConnection && RequestRules.closes(fields.getAll(HttpHeaderNames.CONNECTION))) {
            fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        if (hasUpgrade) {
            // to HTTP/2, a proxy that passes it on would not see the requests behind it
            fields.remove(HttpHeaderNames.UPGRADE);
        }
        if (RequestRules.beginsWithTwoSlashes(request.uri())) {
            request.setUri(RequestRules.withoutTwoSlashes(request.uri()));
        }
        if (isHttp10) {
            raise(request);
        }
    }

    private void checkHost(HttpHeaders fields, boolean isHttp10) {
        if (hosts > 1) {
            throw RequestRules.malformed("the request has more than one Host");
        }
        if (hosts == 1 || !isHttp10) {
            String host = fields.get(HttpHeaderNames.HOST);
            RequestRules.checkHost(host == null ? "" : host);
        }
    }

    /** What is answered names the version that is spoken here (RFC 9110, 2.5). */
    private void raise(HttpRequest request) {
        request.setProtocolVersion(HttpVersion.HTTP_1_1);
        request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (hosts == 0) {
            request.headers().set(HttpHeaderNames.HOST, NO_HOST);
        }
    }
}
